package io.twinkeep.agent.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Guesses which name was meant by a mistyped one. */
final class Nearest {
    private Nearest() {}

    /** @param known one at least */
    static String of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's distance; keys are short, but a file may say anything. */
    private static int distance(String from, String to) {
        String a = from.substring(0, Math.min(from.length(), 40));
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
