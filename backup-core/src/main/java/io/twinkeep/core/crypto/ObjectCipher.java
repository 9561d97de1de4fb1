package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.Sha256;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts stretches of one object with AES-256-GCM (NIST SP 800-38D), in frames of at most
 * {@value #FRAME} bytes: the JVM reaches full speed on small pieces long before it does on large ones. A frame's nonce
 * is its position in the object, so no two frames of an object share one, and the key is the object's own. The
 * associated data binds every frame to the object's header and to what its stretch is for, and says whether it is the
 * last of its stretch. Not thread-safe.
 */
public final class ObjectCipher {
    /** Plain bytes in a frame, all but the last of a stretch. */
    public static final int FRAME = 64 << 10;

    public static final int TAG = 16;
    /** What a stretch is for: one that was sealed as content never opens as an index; the ordinal is sealed in. */
    public enum Purpose {
        CONTENT,
        INDEX
    }

    private static final int TAG_BITS = 8 * TAG;

    private final Cipher cipher;
    private final SecretKey key;
    private final Purpose purpose;
    private final byte[] associated = new byte[Sha256.BYTES + 1];
    private final byte[] nonce = new byte[12];

    /** For stretches of content. */
    public ObjectCipher(DataKey dataKey, SealedHeader header) {
        this(dataKey, header, Purpose.CONTENT);
    }

    public ObjectCipher(DataKey dataKey, SealedHeader header, Purpose purpose) {
        this.purpose = purpose;
        byte[] salt = ByteBuffer.allocate(16)
                .putLong(header.salt().high())
                .putLong(header.salt().low())
                .array();
        key = dataKey.derive(salt, "twinkeep object " + header.kind().code());
        System.arraycopy(Sha256.of(header.bytes()).bytes(), 0, associated, 0, Sha256.BYTES);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    /** How many bytes {@code plain} bytes take when sealed. */
    public static int sealedLength(int plain) {
        return plain + TAG * Math.max(1, (plain + FRAME - 1) / FRAME);
    }

    /** How many plain bytes are in a stretch of {@code sealed} bytes; negative if there is no such stretch. */
    public static int plainLength(int sealed) {
        long frames = ((long) sealed + FRAME + TAG - 1) / (FRAME + TAG);
        return (int) (sealed - TAG * Math.max(1, frames));
    }

    /** Seals a stretch that will lie at {@code position} of the object; returns the sealed length. */
    public int seal(long position, byte[] plain, int offset, int length, byte[] out, int outOffset) {
        int done = 0;
        int written = 0;
        do {
            int piece = Math.min(FRAME, length - done);
            start(Cipher.ENCRYPT_MODE, position + written, done + piece == length);
            written += finish(plain, offset + done, piece, out, outOffset + written);
            done += piece;
        } while (done < length);
        return written;
    }

    /**
     * Opens the stretch of {@code length} sealed bytes that lies at {@code position} of the object; returns the plain
     * length.
     *
     * @param what names the stretch in messages
     * @throws Corrupt if any bit of it, of its place or of the object's header is not what was sealed
     */
    public int open(long position, byte[] sealed, int offset, int length, byte[] out, int outOffset, String what) {
        if (plainLength(length) < 0 || out.length - outOffset < plainLength(length)) {
            throw new Corrupt(what + " is corrupt: " + length + " sealed bytes make no sense");
        }
        int done = 0;
        int written = 0;
        do {
            int piece = Math.min(FRAME + TAG, length - done);
            if (piece < TAG) {
                throw new Corrupt(what + " is corrupt: its last frame is cut off");
            }
            start(Cipher.DECRYPT_MODE, position + done, done + piece == length);
            written += openFrame(sealed, offset + done, piece, out, outOffset + written, what);
            done += piece;
        } while (done < length);
        return written;
    }

    private int openFrame(byte[] sealed, int offset, int length, byte[] out, int outOffset, String what) {
        try {
            return cipher.doFinal(sealed, offset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            throw new Corrupt(
                    what + " is corrupt or sealed with another key: its tag does not fit",
                    "run 'twinkeep verify --read-data 100', with --repair-from a mirror if there is one",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int finish(byte[] plain, int offset, int length, byte[] out, int outOffset) {
        try {
            return cipher.doFinal(plain, offset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(int mode, long position, boolean last) {
        ByteBuffer.wrap(nonce).putLong(4, position);
        associated[Sha256.BYTES] = (byte) (purpose.ordinal() << 1 | (last ? 1 : 0));
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
