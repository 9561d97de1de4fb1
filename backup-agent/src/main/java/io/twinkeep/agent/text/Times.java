package io.twinkeep.agent.text;

import io.twinkeep.core.errors.BadUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Points in time and lengths of time as people write them. */
public final class Times {
    private static final List<Function<String, Instant>> FORMS = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
            text -> LocalDate.parse(text)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .minusNanos(1));

    private Times() {}

    /** A date means its end, a time without a zone is UTC. @throws BadUsage for anything else */
    public static Instant parse(String text) {
        for (var form : FORMS) {
            try {
                return form.apply(text.strip().replace(' ', 'T'));
            } catch (DateTimeParseException e) {
                // Perhaps the next form.
            }
        }
        throw new BadUsage("not a time: '" + text + "'", "write it like 2026-05-01T12:30:00Z, or 2026-05-01");
    }

    /** {@code 90m}, {@code 36h}, {@code 14d} or {@code 2w}. @throws BadUsage for anything else */
    public static Duration duration(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        if (!trimmed.matches("\\d{1,6}[mhdw]")) {
            throw new BadUsage("not a length of time: '" + text + "'", "write it like 36h, 14d or 2w");
        }
        long amount = Long.parseLong(trimmed.substring(0, trimmed.length() - 1));
        return switch (trimmed.charAt(trimmed.length() - 1)) {
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            case 'd' -> Duration.ofDays(amount);
            default -> Duration.ofDays(7 * amount);
        };
    }
}
