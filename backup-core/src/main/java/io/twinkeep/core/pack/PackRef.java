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
                && size >= PackFooter.BYTES
                && ByteBuffer.wrap(pack).getLong(size - PackFooter.BYTES) == checksum
                && Checksum.of(pack, 0, size - PackFooter.BYTES) == checksum;
    }
}
