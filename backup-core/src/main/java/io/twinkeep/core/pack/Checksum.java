package io.twinkeep.core.pack;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A 64-bit checksum against accidents (not against forgers: frames have tags for that): CRC-32C in the upper half,
 * CRC-32 in the lower. Two polynomials, so that their undetected errors differ; both run at memory speed in the JVM.
 */
public final class Checksum {
    private Checksum() {}

    public static long of(byte[] bytes, int offset, int length) {
        var crc32c = new CRC32C();
        var crc32 = new CRC32();
        crc32c.update(bytes, offset, length);
        crc32.update(bytes, offset, length);
        return crc32c.getValue() << 32 | crc32.getValue();
    }
}
