package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings the JVM's AES-GCM to speed beside the start of a long run. Until the compiler has been called on often enough
 * it runs at a fiftieth of its speed, and it counts calls more than bytes: some thousand short pieces, a seventh of a
 * second, spare the run half a second and more of slow long ones. Thread-safe.
 */
public final class CipherWarmUp {
    /** Runs over fewer bytes are over before it pays. */
    public static final long WORTH = 64L << 20;

    private static final int CALLS = 4000;
    private static final int PIECE = 1024;
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private CipherWarmUp() {}

    /** Starts it in the background, once a process, if a run over so many bytes is worth it. */
    public static void startFor(long bytes) {
        if (bytes >= WORTH && STARTED.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("cipher warm-up").start(CipherWarmUp::run);
        }
    }

    private static void run() {
        var random = new SecureRandom();
        DataKey key = DataKey.create(RepositoryId.random(random), 1, random);
        var header = new SealedHeader(ObjectKind.PACK, key.id(), Token.random(random), new byte[0]);
        var sealing = new ObjectCipher(key, header);
        var opening = new ObjectCipher(key, header);
        byte[] plain = new byte[PIECE];
        byte[] sealed = new byte[ObjectCipher.sealedLength(PIECE)];
        for (int i = 0; i < CALLS; i++) {
            int length = sealing.seal((long) i * sealed.length, plain, 0, PIECE, sealed, 0);
            int opened = opening.open((long) i * sealed.length, sealed, 0, length, plain, 0, "a piece");
            if (opened != PIECE) {
                throw new Corrupt("AES-GCM does not work on this machine");
            }
        }
    }
}
