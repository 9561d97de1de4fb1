package io.twinkeep.core.pack;

import io.twinkeep.core.errors.Corrupt;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The last bytes of a pack: the checksum of all before them, and where the index lies. Not authenticated; its own CRC-32C
 * finds accidents, and an index that is not where it was sealed does not open.
 */
record PackFooter(long checksum, int indexOffset, int indexLength) {
    static final int BYTES = 24;

    private static final int MAGIC = 0x54574b45; // "TWKE"
    private static final int COVERED = 16;

    static void write(byte[] pack, int offset, PackFooter footer) {
        ByteBuffer out = ByteBuffer.wrap(pack, offset, BYTES);
        out.putLong(footer.checksum).putInt(footer.indexOffset).putInt(footer.indexLength);
        out.putInt(crc(pack, offset)).putInt(MAGIC);
    }

    /** @param offset where the footer starts in {@code tail}, which holds it whole */
    static PackFooter read(byte[] tail, int offset, String what) {
        ByteBuffer in = ByteBuffer.wrap(tail, offset, BYTES);
        var footer = new PackFooter(in.getLong(), in.getInt(), in.getInt());
        if (in.getInt() != crc(tail, offset) || in.getInt() != MAGIC) {
            throw new Corrupt(what + " is corrupt: its footer makes no sense");
        }
        return footer;
    }

    private static int crc(byte[] bytes, int offset) {
        var crc = new CRC32C();
        crc.update(bytes, offset, COVERED);
        return (int) crc.getValue();
    }
}
