package io.twinkeep.core.pack;

import io.twinkeep.core.ids.PackId;
import java.nio.ByteBuffer;

/**
 * A pack with its size in bytes and the checksum of all before its footer (which repeats the checksum), so that a mirror
 * can check a copy without any key.
 */
public record PackRef(PackId id, int size, long checksum) {
    /** Whether the bytes are this pack, as far as a checksum can tell. */
    public boolean matches(byte[] pack) {
        return pack.length == size
                && size >= PackBuilder.FOOTER
                && hasWholeFooter(ByteBuffer.wrap(pack, size - PackBuilder.FOOTER, PackBuilder.FOOTER))
                && Checksum.of(pack, 0, size - PackBuilder.FOOTER) == checksum;
    }

    // The checksum does not cover the footer: its parts must fit each other.
    private boolean hasWholeFooter(ByteBuffer footer) {
        long stated = footer.getLong();
        long indexOffset = footer.getInt();
        long indexLength = footer.getInt();
        return stated == checksum
                && indexOffset > 0
                && indexLength > 0
                && indexOffset + indexLength + PackBuilder.FOOTER == size
                && footer.getInt() == PackBuilder.MAGIC;
    }
}
