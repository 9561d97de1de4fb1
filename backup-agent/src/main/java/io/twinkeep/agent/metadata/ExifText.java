package io.twinkeep.agent.metadata;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The texts in EXIF: plain tags, ComfyUI's {@code prompt:{…}} in WebP, and UserComment with its charset in front. */
final class ExifText {
    private static final int CODE = 8;

    private ExifText() {}

    /** Reads a block into facts, and into {@code carried} what belongs to readers of PNG text too. */
    static void read(byte[] block, Carried carried, Facts facts) {
        if (block.length == 0) {
            return;
        }
        for (Map.Entry<Integer, byte[]> tag : ExifTags.read(block, facts).entrySet()) {
            if (tag.getKey() == ExifTags.USER_COMMENT) {
                comment(userComment(tag.getValue(), ExifTags.order(block)), carried);
            } else {
                plain(tag.getKey(), Text.utf8OrLatin1(withoutZeros(tag.getValue())), carried, facts);
            }
        }
    }

    private static void plain(int tag, String text, Carried carried, Facts facts) {
        if (text.startsWith("prompt:{")) {
            carried.text("prompt", text.substring("prompt:".length()));
        } else if (text.startsWith("workflow:{")) {
            carried.text("workflow", text.substring("workflow:".length()));
        } else if (AigcLabel.looksLikeOne(text)) {
            carried.text("AIGC", text);
        } else if (tag == ExifTags.SOFTWARE) {
            facts.extra("software", text);
        } else if (tag == ExifTags.MAKE) {
            facts.extra("make", text);
        } else if (tag == ExifTags.DESCRIPTION) {
            facts.quoted("description", text);
        }
    }

    private static void comment(String text, Carried carried) {
        if (AigcLabel.looksLikeOne(text)) {
            carried.text("AIGC", text);
        } else if (!text.isBlank()) {
            carried.text("parameters", text);
        }
    }

    static String userComment(byte[] value, ByteOrder order) {
        if (value.length < CODE) {
            return Text.utf8OrLatin1(withoutZeros(value));
        }
        String code = new String(value, 0, CODE, StandardCharsets.ISO_8859_1);
        byte[] text = Arrays.copyOfRange(value, CODE, value.length);
        return switch (code) {
            case "UNICODE\0" -> utf16(text, order);
            case "ASCII\0\0\0", "\0\0\0\0\0\0\0\0" -> Text.utf8OrLatin1(withoutZeros(text));
            case "JIS\0\0\0\0\0" -> new String(text, Charset.forName("ISO-2022-JP"));
            default -> Text.utf8OrLatin1(withoutZeros(value));
        };
    }

    /**
     * UNICODE means UTF-16 in the block's byte order, says the standard; A1111 writes big-endian into either. Parameters
     * always hold many ASCII characters, so the half of the bytes with more zeros is the high one.
     */
    private static String utf16(byte[] text, ByteOrder order) {
        int high = 0;
        for (int i = 0; i + 1 < text.length; i += 2) {
            high += (text[i] == 0 ? 1 : 0) - (text[i + 1] == 0 ? 1 : 0);
        }
        boolean marked = text.length >= 2 && (text[0] == (byte) 0xfe || text[0] == (byte) 0xff);
        boolean big = high == 0 ? order == ByteOrder.BIG_ENDIAN : high > 0;
        Charset charset =
                marked ? StandardCharsets.UTF_16 : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        String decoded = new String(text, charset);
        int end = decoded.indexOf('\0');
        return end < 0 ? decoded : decoded.substring(0, end);
    }

    private static byte[] withoutZeros(byte[] value) {
        int end = value.length;
        while (end > 0 && value[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(value, end);
    }
}
