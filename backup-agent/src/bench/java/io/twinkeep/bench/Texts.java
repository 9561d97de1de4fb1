package io.twinkeep.bench;

import java.util.Locale;

/** Amounts as people read them. */
final class Texts {
    private Texts() {}

    /** In whole GiB or MiB where it is whole, else in MiB. */
    static String bytes(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : number(bytes / (double) (1 << 20)) + " MiB";
    }

    /** With about three digits. */
    static String number(double value) {
        int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Bytes from {@code 1024}, {@code 128MiB} or {@code 4GiB}. */
    static long parseBytes(String text) {
        String digits = text.replaceFirst("(?i)([kmg])i?b?$", "");
        int shift = digits.length() == text.length()
                ? 0
                : switch (Character.toLowerCase(text.charAt(digits.length()))) {
                    case 'k' -> 10;
                    case 'm' -> 20;
                    default -> 30;
                };
        return Long.parseLong(digits.strip()) << shift;
    }
}
