package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** The central directory of a zip archive, ZIP64 included, read without believing any of its numbers. */
final class ZipDirectory {
    /** Each entry that holds a tensor costs one read of its local header, so a directory of millions would cost hours. */
    static final int MAX_ENTRIES = 100_000;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int MAX_NAME = 0xffff;
    private static final int ENCRYPTED = 1;
    private static final int ZIP64_EXTRA = 1;
    private static final long IN_ZIP64 = 0xffff_ffffL;

    private ZipDirectory() {}

    /** Where the central directory lies in the file. */
    private record Place(long entries, long offset, long bytes) {}

    /**
     * An entry of the archive.
     *
     * @param headerOffset where its local header is said to be
     * @param size bytes of its data in the archive
     * @param stored whether these bytes are the content itself, neither compressed nor encrypted
     */
    record Entry(String name, long headerOffset, long size, boolean stored) {}

    /** The entries in the directory's order. */
    static List<Entry> read(SourceFile file) throws Malformed {
        Place place = find(file);
        if (place.entries() > MAX_ENTRIES || place.entries() > place.bytes() / ENTRY_BYTES) {
            throw new Malformed("more entries than the directory has room for");
        }
        var reader = new HeaderReader(file, place.offset(), place.offset() + place.bytes());
        var entries = new ArrayList<Entry>();
        for (long i = 0; i < place.entries(); i++) {
            entries.add(readEntry(reader));
        }
        return entries;
    }

    private static Place find(SourceFile file) throws Malformed {
        long end = findEnd(file);
        var reader = new HeaderReader(file, end + 10, end + END_BYTES);
        int count = reader.u16();
        long bytes = reader.u32();
        long offset = reader.u32();
        boolean isZip64 = count == 0xffff || bytes == IN_ZIP64 || offset == IN_ZIP64;
        Place place = isZip64 ? findZip64(file, end - LOCATOR_BYTES) : new Place(count, offset, bytes);
        if (place.offset() > end || place.bytes() > end - place.offset()) {
            throw new Malformed("the directory lies outside the file");
        }
        return place;
    }

    /** The end record is at the end of the file but for a comment, whose length it holds. */
    private static long findEnd(SourceFile file) throws Malformed {
        long start = Math.max(0, file.size() - END_BYTES - LONGEST_COMMENT);
        byte[] tail =
                new HeaderReader(file, start, file.size()).bytes(file.size() - start, END_BYTES + LONGEST_COMMENT);
        for (int i = tail.length - END_BYTES; i >= 0; i--) {
            boolean signed = tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6;
            int comment = (tail[i + 20] & 0xff) | (tail[i + 21] & 0xff) << 8;
            if (signed && comment == tail.length - END_BYTES - i) {
                return start + i;
            }
        }
        throw new Malformed("no end of a zip directory");
    }

    private static Place findZip64(SourceFile file, long locator) throws Malformed {
        var reader = new HeaderReader(file, locator, locator + LOCATOR_BYTES);
        expect(reader, LOCATOR_SIGNATURE);
        reader.skip(4);
        long end = reader.size();
        if (end > locator - END64_BYTES) {
            throw new Malformed("the ZIP64 end record lies outside the file");
        }
        reader = new HeaderReader(file, end, locator);
        expect(reader, END64_SIGNATURE);
        reader.skip(28);
        long entries = reader.size();
        long bytes = reader.size();
        return new Place(entries, reader.size(), bytes);
    }

    private static Entry readEntry(HeaderReader reader) throws Malformed {
        expect(reader, ENTRY_SIGNATURE);
        reader.skip(4);
        int flags = reader.u16();
        int method = reader.u16();
        reader.skip(8);
        long packed = reader.u32();
        long size = reader.u32();
        int nameLength = reader.u16();
        int extraLength = reader.u16();
        int commentLength = reader.u16();
        reader.skip(8);
        long offset = reader.u32();
        String name = reader.text(nameLength, MAX_NAME);
        long[] numbers = {size, packed, offset};
        readExtra(reader, extraLength, numbers);
        reader.skip(commentLength);
        boolean stored = method == 0 && (flags & ENCRYPTED) == 0 && numbers[0] == numbers[1];
        return new Entry(name, numbers[2], numbers[1], stored);
    }

    /** Puts the 64-bit numbers, of which there are only those that did not fit 32 bits, in the others' place. */
    private static void readExtra(HeaderReader reader, int length, long[] numbers) throws Malformed {
        int left = length;
        while (left >= 4) {
            int id = reader.u16();
            int bytes = reader.u16();
            left -= 4;
            if (bytes > left) {
                throw new Malformed("an extra field leaves its entry");
            }
            left -= bytes;
            for (int i = 0; id == ZIP64_EXTRA && i < numbers.length; i++) {
                if (numbers[i] == IN_ZIP64 && bytes >= 8) {
                    numbers[i] = reader.size();
                    bytes -= 8;
                }
            }
            reader.skip(bytes);
        }
        reader.skip(left);
    }

    private static void expect(HeaderReader reader, int signature) throws Malformed {
        if (reader.i32() != signature) {
            throw new Malformed("not the zip record that should be here");
        }
    }
}
