package io.twinkeep.agent.cli;

import io.twinkeep.core.errors.BackupException;
import java.util.List;
import java.util.Map;
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
        int exitCode = findings.stream()
                .mapToInt(Finding::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
        return new Answer()
                .field("healthy", exitCode == 0)
                .field("checks", findings.stream().map(DoctorVerb::fields).toList())
                .line(table.text())
                .exitCode(exitCode);
    }

    private static Map<String, Object> fields(Finding finding) {
        return Answer.fields(
                "name", finding.name(),
                "result", finding.result(),
                "detail", finding.detail(),
                "next", finding.next());
    }
}
