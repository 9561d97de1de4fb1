package io.twinkeep.agent.spool;

import io.twinkeep.core.facts.StoredFact;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The stored form of one entry; see the package. */
final class Frame {
    static final int MARK = 0x544b4631; // "TKF1"
    static final int OVERHEAD = 24;

    static final int SEQUENCE_AT = 8;

    private static final int HEAD = 20; // up to the payload

    private Frame() {}

    static int bytes(StoredFact fact) {
        return OVERHEAD + fact.bytes().length;
    }

    static void write(ByteBuffer out, long salt, long sequence, StoredFact fact) {
        int start = out.position();
        out.putInt(MARK).putInt(fact.bytes().length).putLong(sequence);
        out.putShort((short) fact.kind()).put((byte) fact.version()).put((byte) 0);
        out.put(fact.bytes());
        out.putInt(checksum(salt, out.array(), start, out.position() - start));
    }

    /**
     * The whole length of what claims to be a frame here, or 0 if nothing does: no mark, or a length that no fact has.
     * {@code in} must hold {@link #OVERHEAD} bytes from {@code at} on.
     */
    static int claimedBytes(ByteBuffer in, int at) {
        int length = in.getInt(at + 4);
        boolean plausible = in.getInt(at) == MARK && length >= 0 && length <= StoredFact.MAX_BYTES;
        return plausible ? OVERHEAD + length : 0;
    }

    /** The entry of a frame that lies in the buffer as a whole, or null if it is not intact. */
    static SpoolEntry read(ByteBuffer in, int at, int bytes, long salt) {
        int checked = bytes - Integer.BYTES;
        if (checksum(salt, in.array(), at, checked) != in.getInt(at + checked)) {
            return null;
        }
        int kind = in.getShort(at + 16) & 0xffff;
        int version = in.get(at + 18) & 0xff;
        if (kind == 0 || version == 0) {
            return null;
        }
        byte[] payload = Arrays.copyOfRange(in.array(), at + HEAD, at + checked);
        return new SpoolEntry(in.getLong(at + SEQUENCE_AT), new StoredFact(kind, version, payload));
    }

    private static int checksum(long salt, byte[] bytes, int from, int length) {
        var checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, salt));
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
