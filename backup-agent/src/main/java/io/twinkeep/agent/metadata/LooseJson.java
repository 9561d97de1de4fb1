package io.twinkeep.agent.metadata;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as image generators write it: Python prints NaN and Infinity, which are no JSON (ComfyUI's {@code is_changed} is
 * NaN in many files), and they become null here. Everything else stays strict and bounded, as in {@link Json}.
 */
final class LooseJson {
    private static final String[] NOT_JSON = {"-Infinity", "Infinity", "NaN"};

    private LooseJson() {}

    /** The object, or nothing with the problem noted; {@code what} names it there. */
    static Optional<Map<String, Object>> object(String text, String what, Facts facts) {
        try {
            return Optional.of(Json.object(standard(text).getBytes(StandardCharsets.UTF_8), what));
        } catch (Corrupt e) {
            facts.problem(e.getMessage());
            return Optional.empty();
        }
    }

    private static String standard(String text) {
        if (!text.contains("NaN") && !text.contains("Infinity")) {
            return text;
        }
        var out = new StringBuilder(text.length());
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String word = inString ? "" : wordAt(text, i);
            if (!word.isEmpty()) {
                out.append("null");
                i += word.length() - 1;
            } else {
                out.append(c);
                if (c == '\\' && inString && i + 1 < text.length()) {
                    out.append(text.charAt(++i));
                } else if (c == '"') {
                    inString = !inString;
                }
            }
        }
        return out.toString();
    }

    private static String wordAt(String text, int at) {
        for (String word : NOT_JSON) {
            if (text.startsWith(word, at)) {
                return word;
            }
        }
        return "";
    }
}
