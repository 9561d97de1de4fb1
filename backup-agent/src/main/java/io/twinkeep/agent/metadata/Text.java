package io.twinkeep.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text of unknown writers, made fit to be stored. */
final class Text {
    private static final int MAX_NAME = 100;

    private Text() {}

    /** Cut to the limit, with NUL and halves of surrogate pairs replaced: no database takes the first, no UTF-8 the second. */
    static String clean(String text, int limit) {
        String cut = text.length() > limit ? text.substring(0, limit) : text;
        var out = new StringBuilder(cut.length());
        cut.codePoints()
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** A name such as {@code schedule_type} for "Schedule type". */
    static String name(String text) {
        String name = text.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}.]+", "_")
                .replaceAll("^_|_$", "");
        return clean(name, MAX_NAME);
    }

    /**
     * UTF-8 if it is, else Latin-1. The PNG specification wants Latin-1 in tEXt, but many programs put UTF-8 there, and
     * Latin-1 text that happens to be well-formed UTF-8 beyond ASCII is not seen in practice.
     */
    static String utf8OrLatin1(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * A text that begins with an ASCII character, in the form of Unicode that its first bytes show: UTF-32, UTF-16 or UTF-8,
     * with a byte order mark or without.
     *
     * @throws CharacterCodingException if it is not well formed
     */
    static String unicode(byte[] bytes) throws CharacterCodingException {
        String text = form(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Charset form(byte[] bytes) {
        int start = bytes.length < 4 ? -1 : ByteBuffer.wrap(bytes).getInt();
        if (start == 0xFEFF || start > 0 && start <= 0x7F) {
            return Charset.forName("UTF-32BE");
        }
        if (start == 0xFFFE0000 || start != 0 && (start & 0x80FFFFFF) == 0) {
            return Charset.forName("UTF-32LE");
        }
        if (start >>> 16 == 0xFEFF || start >>> 24 == 0 && start != 0) {
            return StandardCharsets.UTF_16BE;
        }
        return start >>> 16 == 0xFFFE || (start & 0xFF0000) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    /** The base name of a model file: {@code z_image_turbo_bf16} for {@code image/z_image_turbo_bf16.safetensors}. */
    static String modelName(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        return name.replaceFirst("(?i)\\.(safetensors|sft|ckpt|gguf|pth?|bin)$", "");
    }
}
