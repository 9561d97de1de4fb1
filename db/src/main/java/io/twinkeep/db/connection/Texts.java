package io.twinkeep.db.connection;

import io.twinkeep.core.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** Text as Postgres takes it. */
public final class Texts {
    private Texts() {}

    /** Postgres has neither NUL nor half a character: each becomes U+FFFD. */
    public static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    /** As JSON of an object. */
    public static String json(Map<String, String> values) {
        var storable = new TreeMap<String, String>();
        values.forEach((name, value) -> storable.put(storable(name), storable(value)));
        return Json.text(storable);
    }

    private static String replaced(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
