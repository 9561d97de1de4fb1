package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.Token;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The readable start of a sealed object: magic, format version, kind, data key, salt, and a clear part that says what
 * the object is. All of it is authenticated by every frame that follows (FORMAT.md, "Sealed objects").
 */
public record SealedHeader(ObjectKind kind, KeyId keyId, Token salt, byte[] clear) {
    /** Bytes before the clear part. */
    public static final int FIXED = 44;
    /** The most bytes that a clear part may have: room for half a million packs. */
    public static final int MAX_CLEAR = 16 << 20;

    static final byte VERSION = 1;
    private static final int MAGIC = 0x54574b50; // "TWKP"

    public SealedHeader {
        if (clear.length > MAX_CLEAR) {
            throw new IllegalArgumentException("clear part of " + clear.length + " bytes");
        }
    }

    /** Bytes before the first frame. */
    public int length() {
        return FIXED + clear.length;
    }

    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(length());
        out.putInt(MAGIC).put(VERSION).put((byte) kind.code()).putShort((short) 0);
        keyId.token().write(out);
        salt.write(out);
        return out.putInt(clear.length).put(clear).array();
    }

    /**
     * Reads the header at the start of {@code object}; nothing is authenticated yet.
     *
     * @param what names the object in messages
     * @throws Corrupt if this is no sealed object
     * @throws Refused if its format version is unknown
     */
    public static SealedHeader parse(byte[] object, String what) {
        if (object.length < FIXED) {
            throw new Corrupt(what + " is corrupt: it ends after " + object.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(object);
        if (in.getInt() != MAGIC) {
            throw new Corrupt(what + " is corrupt: it does not start like a Twinkeep object");
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new Refused(
                    what + " has format version " + version + ", this Twinkeep knows " + VERSION,
                    "use the Twinkeep that wrote it, or a newer one");
        }
        ObjectKind kind = ObjectKind.ofCode(in.get());
        short zero = in.getShort();
        var keyId = new KeyId(Token.read(in));
        Token salt = Token.read(in);
        int clearLength = in.getInt();
        if (kind == null || zero != 0 || clearLength < 0 || clearLength > MAX_CLEAR || clearLength > in.remaining()) {
            throw new Corrupt(what + " is corrupt: its header makes no sense");
        }
        return new SealedHeader(kind, keyId, salt, Arrays.copyOfRange(object, FIXED, FIXED + clearLength));
    }
}
