package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.placed.PlacedObject;
import io.twinkeep.core.repository.Layout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which outputs and records a verification reads: those whose keys' hashes lie in a window that moves on from run to run, so
 * that ten runs of ten percent come to all of them, however many come and go meanwhile. Where the window ended is kept in
 * the repository; two runs at once read some objects twice, and a lost window begins anew.
 */
final class ReadCycle {
    private static final long ALL = 1L << 32;
    private static final int MAX_OBJECT = 1 << 10;

    private final Engine engine;
    private final long first;
    private final long length;

    private ReadCycle(Engine engine, long first, long length) {
        this.engine = engine;
        this.first = first;
        this.length = length;
    }

    static ReadCycle next(Engine engine, int percent) {
        long length = (ALL * percent + 99) / 100;
        return new ReadCycle(engine, length == 0 || length == ALL ? 0 : readSoFar(engine), length);
    }

    /** Whether an object of this key is to be read now. */
    boolean contains(ObjectKey key) {
        long hash = Sha256.of(key.value().getBytes(StandardCharsets.US_ASCII)).a() >>> 32;
        return Math.floorMod(hash - first, ALL) < length;
    }

    /** The window was read. */
    void record() {
        if (length == 0) {
            return;
        }
        try {
            DataKey key = engine.repository().keys().newest();
            var origin = new PlacedHeader.Origin(
                    ObjectKind.VERIFIED, key, engine.repository().id(), Layout.READ_SO_FAR);
            byte[] next = ByteBuffer.allocate(Integer.BYTES)
                    .putInt((int) (first + length))
                    .array();
            byte[] object = PlacedObject.seal(
                    origin, Token.random(engine.random()), new byte[0], new byte[0], ObjectBody.of(next));
            engine.repository().store().put(Layout.READ_SO_FAR, ObjectBody.of(object));
        } catch (Refused e) {
            engine.progress().note("how much was read could not be recorded: " + e.getMessage());
        }
    }

    private static long readSoFar(Engine engine) {
        String what = "the record " + Layout.READ_SO_FAR;
        try {
            byte[] object = engine.repository().store().get(Layout.READ_SO_FAR, MAX_OBJECT);
            var header = PlacedHeader.parse(object, ObjectKind.VERIFIED, Layout.READ_SO_FAR, what);
            DataKey key = header.key(engine.repository().keys(), what);
            byte[] content = PlacedObject.content(key, header, object, what);
            return content.length == Integer.BYTES ? ByteBuffer.wrap(content).getInt() & 0xffff_ffffL : 0;
        } catch (Missing | Corrupt | Refused e) {
            return 0;
        }
    }
}
