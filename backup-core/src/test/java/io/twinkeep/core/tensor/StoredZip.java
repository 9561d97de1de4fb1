package io.twinkeep.core.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;

/** A zip archive of stored entries, aligned by an extra field and each followed by its checksum and size. */
final class StoredZip {
    /** Something that writes. */
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    private final OutputStream out;
    private final LittleEndian directory = new LittleEndian();
    private long position;
    private int entries;

    StoredZip(OutputStream out) {
        this.out = out;
    }

    void add(String name, int alignment, Content content) throws IOException {
        long start = position;
        int padding = (int) Math.floorMod(-(start + 30 + name.length() + 4), (long) alignment);
        put(new LittleEndian()
                .u32(0x04034b50)
                .u16(20)
                .u16(0x0808)
                .u16(0)
                .u32(0)
                .u32(0)
                .u64(0)
                .u16(name.length())
                .u16(4 + padding)
                .text(name)
                .text("FB")
                .u16(padding)
                .text("Z".repeat(padding)));
        var counted = new Counted(out);
        content.to(counted);
        position += counted.size;
        put(new LittleEndian()
                .u32(0x08074b50)
                .u32(counted.crc.getValue())
                .u32(counted.size)
                .u32(counted.size));
        directory.u32(0x02014b50).u16(20).u16(20).u16(0x0808).u16(0).u32(0).u32(counted.crc.getValue());
        directory
                .u32(counted.size)
                .u32(counted.size)
                .u16(name.length())
                .u16(0)
                .u16(0)
                .u64(0);
        directory.u32(start).text(name);
        entries++;
    }

    /** Ends the archive; with the 64-bit records if asked, and their signs in the plain one. */
    void finish(boolean zip64) throws IOException {
        long start = position;
        int size = directory.size();
        put(directory);
        if (zip64) {
            long end = position;
            put(new LittleEndian()
                    .u32(0x06064b50)
                    .u64(44)
                    .u16(45)
                    .u16(45)
                    .u64(0)
                    .u64(entries)
                    .u64(entries)
                    .u64(size)
                    .u64(start));
            put(new LittleEndian().u32(0x07064b50).u32(0).u64(end).u32(1));
        }
        put(new LittleEndian()
                .u32(0x06054b50)
                .u32(0)
                .u16(zip64 ? 0xffff : entries)
                .u16(zip64 ? 0xffff : entries)
                .u32(zip64 ? -1 : size)
                .u32(zip64 ? -1 : start)
                .u16(0));
    }

    private void put(LittleEndian bytes) throws IOException {
        out.write(bytes.toBytes());
        position += bytes.size();
    }

    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private final CRC32 crc = new CRC32();
        private long size;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            crc.update(bytes, offset, length);
            size += length;
        }
    }
}
