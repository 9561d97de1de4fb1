package io.twinkeep.agent.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant by a mistyped one; what is merely the least unlike is none. */
public final class Nearest {
    private Nearest() {}

    /** Whether one is easily typed for the other: about a letter in three may be wrong. */
    public static boolean isNear(String name, String known) {
        return distance(name, known) <= Math.max(1, (Math.min(name.length(), known.length()) + 1) / 3);
    }

    static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(name, candidate))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
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
