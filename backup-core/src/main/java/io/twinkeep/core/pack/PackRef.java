package io.twinkeep.core.pack;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.PackId;

/**
 * A pack with its size in bytes and the checksum of all before its footer (which repeats the checksum), so that a mirror
 * can check a copy without any key.
 */
public record PackRef(PackId id, int size, long checksum) {
    /** Whether the bytes are this pack, as far as a checksum can tell. */
    public boolean matches(byte[] pack) {
        return pack.length == size
                && size >= PackFooter.BYTES
                && hasWholeFooter(pack)
                && Checksum.of(pack, 0, size - PackFooter.BYTES) == checksum;
    }

    // The checksum does not cover the footer, which must hold together by itself.
    private boolean hasWholeFooter(byte[] pack) {
        try {
            PackFooter footer = PackFooter.read(pack, size - PackFooter.BYTES, "pack " + id);
            return footer.checksum() == checksum;
        } catch (Corrupt e) {
            return false;
        }
    }
}
