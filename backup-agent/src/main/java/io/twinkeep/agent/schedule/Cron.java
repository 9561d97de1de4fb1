package io.twinkeep.agent.schedule;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/**
 * Times in UTC: either Unix' five fields (minute, hour, day, month, weekday with 0 or 7 for Sunday), or Quartz' six or
 * seven (second first, weekday with 1 for Sunday).
 */
public final class Cron {
    private static final int UNIX_FIELDS = 5;
    // To Quartz these two numbers mean '*' and '?'.
    private static final Pattern TAKEN_FOR_ALL = Pattern.compile("(?<!\\d)9[89](?!\\d)");
    private static final Pattern WEEKDAY = Pattern.compile("(?<![/#\\d])\\d+");

    private final String text;
    private final CronExpression expression;

    private Cron(String text, CronExpression expression) {
        this.text = text;
        this.expression = expression;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static Cron parse(String text) {
        try {
            if (TAKEN_FOR_ALL.matcher(text).find()) {
                throw new IllegalArgumentException("no minute, hour, day or month is 98 or 99");
            }
            var expression = new CronExpression(quartz(text.strip()));
            expression.setTimeZone(TimeZone.getTimeZone("UTC"));
            return new Cron(text.strip(), expression);
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "must be a cron expression such as '15 2 * * *' (02:15 UTC each day), is '" + text + "': "
                            + e.getMessage(),
                    e);
        }
    }

    private static String quartz(String text) {
        String[] fields = text.split("\\s+");
        if (fields.length != UNIX_FIELDS) {
            return text;
        }
        String day = fields[2];
        String weekday =
                WEEKDAY.matcher(fields[4].toUpperCase(Locale.ROOT)).replaceAll(number -> weekday(number.group()));
        if (!weekday.equals("*") && !day.equals("*")) {
            throw new IllegalArgumentException("give a day of the month or of the week, not both");
        }
        boolean byWeekday = !weekday.equals("*");
        return String.join(" ", "0", fields[0], fields[1], byWeekday ? "?" : day, fields[3], byWeekday ? weekday : "?");
    }

    private static String weekday(String number) {
        int day = Integer.parseInt(number);
        if (day > 7) {
            throw new IllegalArgumentException("a week has no day " + day);
        }
        return String.valueOf(day % 7 + 1);
    }

    /** The first time after this one; empty if there is none. */
    public Optional<Instant> after(Instant time) {
        return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(time)))
                .map(Date::toInstant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && cron.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
