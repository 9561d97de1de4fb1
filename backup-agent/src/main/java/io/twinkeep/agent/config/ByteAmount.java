package io.twinkeep.agent.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write them: {@code 500k}, {@code 10MiB}, {@code 1.5 GB}. */
final class ByteAmount {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) ?([kmgt]?)(i?)b?(?:/s)?");
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4);

    private ByteAmount() {}

    /**
     * Bytes; {@code Ki, Mi, Gi, Ti} count in steps of 1,024, {@code k, M, G, T} in steps of 1,000.
     *
     * @throws IllegalArgumentException if the text is no amount of at least one byte
     */
    static long parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (form.matches()) {
            double step = form.group(3).isEmpty() ? 1000 : 1024;
            double bytes = Double.parseDouble(form.group(1)) * Math.pow(step, POWERS.get(form.group(2)));
            if (bytes >= 1 && bytes <= 1e15) {
                return (long) bytes;
            }
        }
        throw new IllegalArgumentException("must be an amount of bytes such as 10MiB, is '" + text + "'");
    }
}
