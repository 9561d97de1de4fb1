package io.twinkeep.core.crypto;

import io.twinkeep.core.ids.Sha256;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Digests of chunks under a data key, at several times the speed of SHA-256: every frame of {@value ObjectCipher#FRAME}
 * bytes is put through AES-256-GCM, whose tag is a universal hash of it, and the digest is the SHA-256 of the tags. Two
 * different chunks have the same digest with a probability below 2⁻¹⁰⁰, also where somebody chose them who does not
 * know the key. The nonces are the frames' numbers, the same for every chunk: neither ciphertext nor tag ever leaves
 * this class, so nothing can be learned from that. Whoever has the key gets the same digest for the same bytes; with
 * another data key it is another digest. Thread-safe.
 */
public final class ChunkDigests {
    private static final int TAG_BITS = 8 * ObjectCipher.TAG;
    private static final int END = -1;

    private final SecretKey key;
    private final Queue<Hasher> idle = new ConcurrentLinkedQueue<>();

    public ChunkDigests(DataKey dataKey) {
        key = dataKey.derive(new byte[16], "twinkeep chunk digest");
    }

    /** The digest of {@code length} bytes from {@code offset}. */
    public Sha256 of(byte[] bytes, int offset, int length) {
        Hasher hasher = idle.poll();
        if (hasher == null) {
            hasher = new Hasher();
        }
        try {
            return hasher.digest(bytes, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            idle.add(hasher);
        }
    }

    public Sha256 of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    private final class Hasher {
        private final Cipher cipher;
        private final MessageDigest digest = Sha256.newDigest();
        private final byte[] sealed = new byte[ObjectCipher.FRAME + ObjectCipher.TAG];
        private final byte[] nonce = new byte[12];

        Hasher() {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no AES-GCM", e);
            }
        }

        Sha256 digest(byte[] bytes, int offset, int length) throws GeneralSecurityException {
            int frame = 0;
            int done = 0;
            do {
                int count = Math.min(ObjectCipher.FRAME, length - done);
                add(frame++, 0, bytes, offset + done, count);
                done += count;
            } while (done < length);
            // An empty frame ends it, since a cipher refuses the same nonce twice in a row, and carries the length.
            add(END, length, bytes, offset, 0);
            return Sha256.finish(digest);
        }

        private void add(int frame, int length, byte[] bytes, int offset, int count) throws GeneralSecurityException {
            ByteBuffer.wrap(nonce).putInt(frame).putInt(length);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            int written = cipher.doFinal(bytes, offset, count, sealed, 0);
            digest.update(sealed, written - ObjectCipher.TAG, ObjectCipher.TAG);
        }
    }
}
