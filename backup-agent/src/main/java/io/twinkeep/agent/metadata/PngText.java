package io.twinkeep.agent.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The compressed and the international text chunks of PNG. What inflates too far is left out. */
final class PngText {
    static final String XMP = "XML:com.adobe.xmp";

    private static final int SLICE = 16 << 10;

    private PngText() {}

    /** The index of the next zero byte, or the end. */
    static int zero(byte[] data, int from) {
        int at = Math.min(from, data.length);
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return at;
    }

    /** Keyword, zero, method 0, zlib. */
    static void compressed(byte[] data, Carried carried) {
        int zero = zero(data, 0);
        String keyword = new String(data, 0, zero, StandardCharsets.ISO_8859_1);
        if (zero + 2 > data.length || data[zero + 1] != 0) {
            carried.problem("a compressed text of the PNG is not understood");
            return;
        }
        byte[] text = inflated(data, zero + 2, carried);
        if (text != null) {
            take(keyword, text, Text.utf8OrLatin1(text), carried);
        }
    }

    /** Keyword, zero, flag, method, language, zero, translated keyword, zero, UTF-8 text. */
    static void international(byte[] data, Carried carried) {
        int zero = zero(data, 0);
        String keyword = new String(data, 0, zero, StandardCharsets.ISO_8859_1);
        int translated = zero(data, zero + 3) + 1;
        int start = zero(data, translated) + 1;
        if (start > data.length) {
            carried.problem("an international text of the PNG is not understood");
            return;
        }
        boolean plain = data[zero + 1] == 0;
        byte[] text = plain ? Arrays.copyOfRange(data, start, data.length) : inflated(data, start, carried);
        if (text != null) {
            take(keyword, text, new String(text, StandardCharsets.UTF_8), carried);
        }
    }

    private static void take(String keyword, byte[] bytes, String text, Carried carried) {
        if (keyword.equals(XMP)) {
            carried.xmp(bytes);
        } else {
            carried.text(keyword, text);
        }
    }

    /** The text, or null with the problem noted. */
    private static byte[] inflated(byte[] data, int from, Carried carried) {
        var out = new ByteArrayOutputStream();
        try (var inflater = new Inflater()) {
            inflater.setInput(data, from, data.length - from);
            byte[] slice = new byte[SLICE];
            while (!inflater.finished()) {
                int count = inflater.inflate(slice);
                if (count == 0) {
                    carried.problem("a compressed text of the PNG is cut");
                    return null;
                }
                out.write(slice, 0, count);
                if (out.size() > Carried.MAX_PART) {
                    carried.problem(
                            "a compressed text of the PNG inflates to more than " + Carried.MAX_PART + " bytes");
                    return null;
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            carried.problem("a compressed text of the PNG is damaged");
            return null;
        } finally {
            carried.spend(out.size());
        }
    }
}
