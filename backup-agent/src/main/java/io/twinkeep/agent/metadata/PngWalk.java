package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG to the end of the file, those behind the pixels and behind IEND too: labels are appended
 * there by programs that came later.
 */
final class PngWalk {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final Set<String> WANTED = Set.of("IHDR", "tEXt", "zTXt", "iTXt", "eXIf", "comf");
    private static final int FRAME = 12;

    // A picture of 1 GB in chunks of 8 KiB; a file of empty chunks is left here.
    private static final int MAX_CHUNKS = 200_000;

    private final ImageBytes image;
    private final Carried carried;
    private boolean ended;

    PngWalk(ImageBytes image, Carried carried) {
        this.image = image;
        this.carried = carried;
    }

    /** Whether the image is whole, that is, has its IEND. */
    boolean walk() throws IOException {
        long at = SIGNATURE.length;
        for (int chunks = 0; at < image.size(); chunks++) {
            if (chunks == MAX_CHUNKS) {
                carried.problem("the PNG has more than " + MAX_CHUNKS + " chunks");
                return ended;
            }
            if (ended && image.size() - at < FRAME) {
                return true;
            }
            long length = image.u32(at);
            String type = image.tag(at + 4, 4);
            if (ended && !type.matches("[A-Za-z]{4}")) {
                return true; // Not chunks: something else was appended.
            }
            if (length > image.size() - at - FRAME) {
                throw new Cut("a chunk of the PNG announces more bytes than the file has");
            }
            take(type, at, length);
            at += FRAME + length;
        }
        return ended;
    }

    private void take(String type, long at, long length) throws IOException {
        if (type.equals("IEND")) {
            ended = true;
        } else if (type.equals("caBX")) {
            carried.flag("c2pa");
        } else if (!WANTED.contains(type)) {
            return;
        } else if (carried.isFull()) {
            carried.problem("the image carries too much metadata; the rest is left out");
        } else if (length > Carried.MAX_PART) {
            carried.problem("a " + type + " chunk of the PNG has more than " + Carried.MAX_PART + " bytes");
        } else {
            byte[] checked = image.bytes(at + 4, 4 + (int) length);
            if (crc(checked) != image.u32(at + 8 + length)) {
                carried.problem("a " + type + " chunk of the PNG is damaged");
            } else {
                read(type, Arrays.copyOfRange(checked, 4, checked.length));
            }
        }
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private void read(String type, byte[] data) throws IOException {
        switch (type) {
            case "IHDR" -> {
                if (data.length >= 8) {
                    var header = ByteBuffer.wrap(data);
                    carried.size(header.getInt(), header.getInt());
                }
            }
            case "tEXt" -> latin1(data);
            case "zTXt" -> PngText.compressed(data, carried);
            case "iTXt" -> PngText.international(data, carried);
            case "eXIf" -> carried.exif(data);
            default -> latin1(data); // ComfyUI's animations: 'comf' is made like tEXt
        }
    }

    private void latin1(byte[] data) {
        int zero = PngText.zero(data, 0);
        String keyword = new String(data, 0, zero, StandardCharsets.ISO_8859_1);
        byte[] text = Arrays.copyOfRange(data, Math.min(zero + 1, data.length), data.length);
        carried.text(keyword, Text.utf8OrLatin1(text));
    }
}
