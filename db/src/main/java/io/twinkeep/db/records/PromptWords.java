package io.twinkeep.db.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a prompt is found by: each lower-case word as a number, and each pair of neighbouring characters of Chinese and
 * Japanese text, which has no spaces. The SQL function {@code prompt_words} does the same.
 *
 * <p>Numbers, because their index is a third of one over text; two words in 2³² share one, so that a search may find a
 * record too many, never one too few. No single characters: they would double the index and the cost of every insert.
 */
final class PromptWords {
    private static final int MAX_WORD = 64;

    private final MessageDigest md5 = md5();
    private final Set<Integer> numbers = new TreeSet<>();

    private PromptWords() {}

    /** In ascending order, without repetition. */
    static Set<Integer> of(String prompt) {
        var words = new PromptWords();
        words.readAll(normal(prompt));
        return words.numbers;
    }

    /** As an array of Postgres. */
    static String literal(Set<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** Chinese or Japanese text that its pairs do not find, or not alone: single characters, and three or more in a row. */
    static List<String> runs(String prompt) {
        int[] text = normal(prompt).codePoints().toArray();
        var runs = new ArrayList<String>();
        for (int i = 0; i < text.length; ) {
            int end = endOfPiece(text, i);
            if (end > i && isHan(text[i]) && end - i != 2) {
                runs.add(new String(text, i, end - i));
            }
            i = Math.max(end, i + 1);
        }
        return runs;
    }

    private static String normal(String prompt) {
        return Normalizer.normalize(prompt, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private void readAll(String normal) {
        int[] text = normal.codePoints().toArray();
        for (int i = 0; i < text.length; ) {
            int end = endOfPiece(text, i);
            if (end == i) {
                i++;
            } else if (isHan(text[i])) {
                addPairs(text, i, end);
                i = end;
            } else {
                add(text, i, Math.min(end - i, MAX_WORD));
                i = end;
            }
        }
    }

    /** Where the word or run that begins here ends; {@code start} itself when it is a gap. */
    private static int endOfPiece(int[] text, int start) {
        boolean han = isHan(text[start]);
        int end = start;
        while (end < text.length && !isGap(text[end]) && isHan(text[end]) == han) {
            end++;
        }
        return end;
    }

    private void addPairs(int[] text, int start, int end) {
        for (int i = start; i + 1 < end; i++) {
            add(text, i, 2);
        }
    }

    private void add(int[] text, int start, int length) {
        byte[] digest = md5.digest(new String(text, start, length).getBytes(StandardCharsets.UTF_8));
        numbers.add(ByteBuffer.wrap(digest).getInt());
    }

    private static boolean isHan(int c) {
        return c >= 0x3040
                && (c <= 0x30ff
                        || c >= 0x3400 && c <= 0x4dbf
                        || c >= 0x4e00 && c <= 0x9fff
                        || c >= 0xf900 && c <= 0xfaff
                        || c >= 0x20000 && c <= 0x3ffff);
    }

    /** Spaces, punctuation and symbols. Not by Unicode class: Java's and Postgres' tables are of different years. */
    private static boolean isGap(int c) {
        if (c < 0xc0) {
            return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
        }
        return c == 0xd7
                || c == 0xf7
                || c >= 0x2000 && c <= 0x2bff
                || c >= 0x3000 && c <= 0x303f
                || c >= 0xfe00 && c <= 0xfe0f
                || c >= 0xff00 && c <= 0xffff;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
