package io.twinkeep.agent.text;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. */
public final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Amounts() {}

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    public static String seconds(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return wholeSeconds(seconds);
    }

    public static String wholeSeconds(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    /** How long ago, in one unit. */
    public static String age(Duration age) {
        if (age.toSeconds() < 90) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toMinutes() < 90) {
            return age.toMinutes() + " min";
        }
        return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " d";
    }

    public static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    public static String files(long count) {
        return count(count, "file", "files");
    }

    /** A share in percent with one digit, or with two significant ones where it is small. */
    public static String percent(long part, long whole) {
        double percent = whole == 0 ? 0 : 100.0 * part / whole;
        return String.format(Locale.ROOT, percent < 1 && percent > 0 ? "%.2g %%" : "%.1f %%", percent);
    }

    /** Seconds with milliseconds, for JSON. */
    public static double inSeconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
