package io.twinkeep.agent.cli;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.repository.Days;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Option;

/** Which days of outputs are meant. */
final class DayOptions {
    @Option(names = "--from", paramLabel = "DAY", description = "Only outputs of this day (UTC) and later: 2026-11-01.")
    private String from;

    @Option(names = "--until", paramLabel = "DAY", description = "Only outputs of this day (UTC) and earlier.")
    private String until;

    Days days() {
        var days = new Days(from == null ? Days.ALL.first() : day(from), until == null ? Days.ALL.last() : day(until));
        if (days.last().isBefore(days.first())) {
            throw new BadUsage("--until " + until + " is before --from " + from);
        }
        return days;
    }

    private static LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text.strip());
            if (Days.ALL.contains(day)) {
                return day;
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        throw new BadUsage("not a day: '" + text + "'", "write it like 2026-11-01");
    }
}
