package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.util.Arrays;

/** Walks the RIFF chunks of a WebP. */
final class WebpWalk {
    private static final int HEADER = 12;
    private static final int MAX_CHUNKS = 100_000;

    private final ImageBytes image;
    private final Carried carried;

    WebpWalk(ImageBytes image, Carried carried) {
        this.image = image;
        this.carried = carried;
    }

    void walk() throws IOException {
        long at = HEADER;
        for (int chunks = 0; at + 8 <= image.size(); chunks++) {
            if (chunks == MAX_CHUNKS) {
                carried.problem("the WebP has more than " + MAX_CHUNKS + " chunks");
                return;
            }
            String type = image.tag(at, 4);
            long length = image.u32le(at + 4);
            if (length > image.size() - at - 8) {
                throw new Cut("a chunk of the WebP announces more bytes than the file has");
            }
            read(type, at + 8, length);
            at += 8 + length + (length & 1);
        }
    }

    private void read(String type, long at, long length) throws IOException {
        switch (type) {
            case "VP8X" -> carried.size(1 + (image.u32le(at + 4) & 0xffffff), 1 + (image.u32le(at + 6) >> 8));
            case "VP8L" -> {
                long bits = image.u32le(at + 1);
                carried.size(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
            }
            case "VP8 " -> carried.size(image.u32le(at + 6) & 0x3fff, image.u32le(at + 6) >> 16 & 0x3fff);
            case "EXIF" -> carried.exif(withoutPrefix(part(at, length, type)));
            case "XMP " -> carried.xmp(part(at, length, type));
            case "C2PA" -> carried.flag("c2pa");
            default -> {}
        }
    }

    private byte[] part(long at, long length, String type) throws IOException {
        if (length > Carried.MAX_PART) {
            carried.problem("the " + type.strip() + " chunk of the WebP has more than " + Carried.MAX_PART + " bytes");
            return new byte[0];
        }
        return image.bytes(at, (int) length);
    }

    /** Some writers copy JPEG's prefix into the chunk. */
    private static byte[] withoutPrefix(byte[] exif) {
        boolean prefixed = exif.length > 6 && exif[0] == 'E' && exif[1] == 'x' && exif[4] == 0;
        return prefixed ? Arrays.copyOfRange(exif, 6, exif.length) : exif;
    }

    static boolean isWhole(ImageBytes image) throws IOException {
        return image.u32le(4) + 8 <= image.size();
    }
}
