package io.twinkeep.agent.cli;

import io.twinkeep.agent.session.Finding;
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

/** What checks found, as a table and as JSON. */
final class Findings {
    private Findings() {}

    /** Ends with the exit code of the first problem. */
    static Answer answer(List<Finding> findings) {
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
                .field("checks", findings.stream().map(Findings::fields).toList())
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
