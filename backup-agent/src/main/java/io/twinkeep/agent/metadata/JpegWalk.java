package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks the segments of a JPEG up to its pixels; metadata lies before them. */
final class JpegWalk {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] LABEL = "AIGC{".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] JUMBF = "JP".getBytes(StandardCharsets.ISO_8859_1);
    private static final int START_OF_SCAN = 0xda;
    private static final int END = 0xd9;
    private static final int MAX_SEGMENTS = 10_000;

    // Programs that pad or append leave the end marker within this many bytes of the file's end.
    private static final int TAIL = 64 << 10;

    private JpegWalk() {}

    static void walk(ImageBytes image, Carried carried) throws IOException {
        long at = 2;
        for (int segments = 0; segments < MAX_SEGMENTS; segments++) {
            int marker = image.u16(at);
            int type = marker & 0xff;
            if (marker == 0xffff) {
                at++; // Any number of fill bytes may precede a marker.
                continue;
            }
            if (marker < 0xff00 || type == START_OF_SCAN || type == END) {
                return;
            }
            int length = image.u16(at + 2);
            if (length < 2) {
                throw new Cut("a segment of the JPEG has an impossible length");
            }
            read(type, image.bytes(at + 4, length - 2), carried);
            at += 2 + length;
        }
        carried.problem("the JPEG has more than " + MAX_SEGMENTS + " segments");
    }

    private static void read(int type, byte[] data, Carried carried) {
        if (isFrame(type) && data.length >= 5) {
            carried.size(u16(data, 3), u16(data, 1));
        } else if (type == 0xe1 && startsWith(data, EXIF)) {
            carried.exif(Arrays.copyOfRange(data, EXIF.length, data.length));
        } else if (type == 0xe1 && startsWith(data, XMP)) {
            carried.xmp(Arrays.copyOfRange(data, XMP.length, data.length));
        } else if (type == 0xeb && startsWith(data, JUMBF)) {
            carried.flag("c2pa");
        } else if (type >= 0xe0 && type <= 0xef && startsWith(data, LABEL)) {
            carried.text("AIGC", new String(data, 4, data.length - 4, StandardCharsets.UTF_8));
        } else if (type == 0xfe) {
            carried.text("Comment", Text.utf8OrLatin1(data));
        }
    }

    /** SOF0 to SOF15 without the three that define tables. */
    private static boolean isFrame(int type) {
        return type >= 0xc0 && type <= 0xcf && type != 0xc4 && type != 0xc8 && type != 0xcc;
    }

    private static int u16(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }

    private static boolean startsWith(byte[] data, byte[] start) {
        return data.length >= start.length && Arrays.equals(data, 0, start.length, start, 0, start.length);
    }

    /** Whether the end marker is where it should be, or near. */
    static boolean isWhole(ImageBytes image) throws IOException {
        int length = (int) Math.min(TAIL, image.size());
        byte[] tail = image.bytes(image.size() - length, length);
        for (int i = tail.length - 2; i >= 0; i--) {
            if (tail[i] == (byte) 0xff && tail[i + 1] == (byte) END) {
                return true;
            }
        }
        return false;
    }
}
