package io.twinkeep.agent.cli;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code twinkeep doctor}: looks at everything that a run needs, and says what to do. */
@Command(name = "doctor", description = "Check key, store, clock, permissions, space, locale and Java.")
final class DoctorVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "A local model directory to look at as well.")
    private String directory;

    DoctorVerb(Surroundings surroundings) {
        super(surroundings);
    }

    /** How a check went: {@code exitCode} is 0 where all is well or only worth a word. */
    record Finding(String name, String result, String detail, String next, int exitCode) {
        static Finding ok(String name, String detail) {
            return new Finding(name, "ok", detail, "", 0);
        }

        static Finding warning(String name, String detail, String next) {
            return new Finding(name, "warning", detail, next, 0);
        }

        static Finding problem(String name, String detail, String next, int exitCode) {
            return new Finding(name, "problem", detail, next, exitCode);
        }

        static Finding problem(String name, BackupException e) {
            return problem(name, e.getMessage(), e.next(), e.exitCode());
        }
    }

    @Override
    Answer run(ProgressBar progress) {
        List<Finding> findings = new Checkup(surroundings(), config(), progress).run(directory);
        var table = new Table("CHECK", "RESULT", "SEEN");
        findings.forEach(finding -> {
            table.row(finding.name(), finding.result(), finding.detail());
            if (!finding.next().isEmpty()) {
                table.row("", "next:", finding.next());
            }
        });
        Optional<Finding> problem =
                findings.stream().filter(finding -> finding.exitCode() != 0).findFirst();
        var answer = new Answer()
                .field("healthy", problem.isEmpty())
                .field("checks", findings.stream().map(DoctorVerb::fields).toList())
                .line(table.text());
        return problem.map(first -> answer.failed(failure(first))).orElse(answer);
    }

    private static BackupException failure(Finding problem) {
        String what = problem.name() + ": " + problem.detail();
        return switch (problem.exitCode()) {
            case 2 -> new BadUsage(what, problem.next());
            case 3 -> new Corrupt(what, problem.next());
            case 5 -> new Unavailable(what, problem.next());
            case 6 -> new Missing(what, problem.next());
            case 7 -> new Refused(what, problem.next());
            default -> new Failed(what, problem.next());
        };
    }

    private static Map<String, Object> fields(Finding finding) {
        return Answer.fields(
                "name", finding.name(),
                "result", finding.result(),
                "detail", finding.detail(),
                "next", finding.next());
    }
}
