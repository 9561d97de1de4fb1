package io.twinkeep.agent.cli;

import io.twinkeep.agent.session.Finding;
import java.util.List;
import java.util.Map;

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
        int exitCode = findings.stream()
                .mapToInt(Finding::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
        return new Answer()
                .field("healthy", exitCode == 0)
                .field("checks", findings.stream().map(Findings::fields).toList())
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
