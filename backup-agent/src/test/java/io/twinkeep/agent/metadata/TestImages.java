package io.twinkeep.agent.metadata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Images of other programs, and hand-made PNGs for what no decent program writes. */
final class TestImages {
    private TestImages() {}

    static Path file(String name) {
        return Path.of("src/test/resources/images").resolve(name);
    }

    static byte[] png(byte[]... chunks) {
        return pngWithout(concat(concat(chunks), chunk("IEND", new byte[0])));
    }

    /** Signature, IHDR of 16 × 8, and these bytes. */
    static byte[] pngWithout(byte[] rest) {
        byte[] header =
                ByteBuffer.allocate(13).putInt(16).putInt(8).put((byte) 8).array();
        return concat(PngWalk.SIGNATURE, chunk("IHDR", header), rest);
    }

    static byte[] chunk(String type, byte[] data) {
        byte[] name = latin1(type);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        var out = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data);
        return out.putInt((int) crc.getValue()).array();
    }

    static byte[] text(String keyword, String text) {
        return chunk("tEXt", concat(latin1(keyword), new byte[1], text.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] xmp(String packet) {
        return xmp(packet.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] xmp(byte[] packet) {
        return chunk("iTXt", concat(latin1(PngText.XMP), new byte[5], packet));
    }

    static byte[] compressed(String keyword, byte[] text) {
        var out = new ByteArrayOutputStream();
        byte[] slice = new byte[1 << 16];
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(text);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(slice, 0, deflater.deflate(slice));
            }
        }
        return chunk("zTXt", concat(latin1(keyword), new byte[2], out.toByteArray()));
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] read(String name) {
        try {
            return java.nio.file.Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
