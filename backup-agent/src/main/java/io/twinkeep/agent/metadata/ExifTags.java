package io.twinkeep.agent.metadata;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The few EXIF tags that generators write, out of the first directory and its Exif directory. A general reader copies
 * the value of each of up to 65,535 tags, which may all point to the same megabytes; this one copies wanted tags, once.
 */
final class ExifTags {
    static final int DESCRIPTION = 0x010e;
    static final int MAKE = 0x010f;
    static final int MODEL = 0x0110;
    static final int SOFTWARE = 0x0131;
    static final int USER_COMMENT = 0x9286;

    private static final int EXIF_DIRECTORY = 0x8769;
    private static final int FIRST_WANTED = 0x010d;
    private static final int LAST_WANTED = 0x0131;
    private static final int ENTRY = 12;
    private static final int BYTE = 1;
    private static final int ASCII = 2;
    private static final int UNDEFINED = 7;

    private final ByteBuffer tiff;
    private final Map<Integer, byte[]> values = new TreeMap<>();
    private int exifDirectory;

    private ExifTags(byte[] block) {
        tiff = ByteBuffer.wrap(block);
    }

    /** Values by tag, without closing zeros; bytes of a senseless block are told as a problem. */
    static Map<Integer, byte[]> read(byte[] block, Facts facts) {
        var tags = new ExifTags(block);
        try {
            tags.read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            facts.problem("the EXIF is damaged");
        }
        return tags.values;
    }

    /** The order in which the block writes its numbers. */
    static ByteOrder order(byte[] block) {
        return block.length > 0 && block[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private void read() {
        tiff.order(order(tiff.array()));
        int mark = tiff.getShort(0);
        if (mark != 0x4949 && mark != 0x4d4d || tiff.getShort(2) != 42) {
            throw new IllegalArgumentException("not a TIFF header");
        }
        directory(tiff.getInt(4));
        if (exifDirectory != 0) {
            directory(exifDirectory);
        }
    }

    private void directory(int at) {
        int entries = tiff.getShort(at) & 0xffff;
        for (int i = 0; i < entries; i++) {
            entry(at + 2 + i * ENTRY);
        }
    }

    private void entry(int at) {
        int tag = tiff.getShort(at) & 0xffff;
        int type = tiff.getShort(at + 2);
        if (tag == EXIF_DIRECTORY && exifDirectory == 0) {
            exifDirectory = tiff.getInt(at + 8);
        } else if (isWanted(tag) && (type == BYTE || type == ASCII || type == UNDEFINED) && !values.containsKey(tag)) {
            values.put(tag, value(at));
        }
    }

    private static boolean isWanted(int tag) {
        return tag >= FIRST_WANTED && tag <= LAST_WANTED || tag == USER_COMMENT;
    }

    private byte[] value(int entry) {
        int count = tiff.getInt(entry + 4);
        int from = count >= 0 && count <= 4 ? entry + 8 : tiff.getInt(entry + 8);
        if (count < 0 || from < 0 || count > tiff.limit() - from) {
            throw new IndexOutOfBoundsException("a value outside the block");
        }
        return Arrays.copyOfRange(tiff.array(), from, from + count);
    }
}
