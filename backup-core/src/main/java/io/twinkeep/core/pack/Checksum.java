package io.twinkeep.core.pack;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A 64-bit checksum against accidents (not against forgers: frames have tags for that): CRC-32C in the upper half,
 * CRC-32 in the lower. Two polynomials, so that their undetected errors differ; both run at memory speed in the JVM.
 * Not thread-safe.
 */
public final class Checksum {
    private final CRC32C crc32c = new CRC32C();
    private final CRC32 crc32 = new CRC32();

    public static long of(byte[] bytes, int offset, int length) {
        var checksum = new Checksum();
        checksum.add(bytes, offset, length);
        return checksum.value();
    }

    /** Goes on with these bytes, as if they followed all those before. */
    void add(byte[] bytes, int offset, int length) {
        crc32c.update(bytes, offset, length);
        crc32.update(bytes, offset, length);
    }

    long value() {
        return crc32c.getValue() << 32 | crc32.getValue();
    }
}
