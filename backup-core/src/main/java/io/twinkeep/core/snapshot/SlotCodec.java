package io.twinkeep.core.snapshot;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.crypto.SealedObject;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Slot entries as sealed objects (FORMAT.md, "Slots"). */
final class SlotCodec {
    private SlotCodec() {}

    static byte[] snapshot(
            DataKey key,
            SlotOrigin origin,
            RunId run,
            Instant takenAt,
            List<PackRef> packs,
            SnapshotBody body,
            RandomGenerator random) {
        var clear = origin(origin, run).i64(takenAt.toEpochMilli()).count(packs.size());
        for (PackRef pack : packs) {
            token(clear, pack.id().token()).i32(pack.size()).i64(pack.checksum());
        }
        var header = new SealedHeader(ObjectKind.SNAPSHOT, key.id(), Token.random(random), clear.bytes());
        return SealedObject.seal(key, header, body(body));
    }

    /** A pin, a release or a closed marker; {@code promotion} is null for the latter. */
    static byte[] marker(
            DataKey key, ObjectKind kind, SlotOrigin origin, RunId run, PromotionId promotion, RandomGenerator random) {
        var clear = origin(origin, run);
        if (promotion != null) {
            token(clear, promotion.token());
        }
        return SealedObject.seal(
                key, new SealedHeader(kind, key.id(), Token.random(random), clear.bytes()), new byte[0]);
    }

    /**
     * Reads what a slot holds. With any key at hand the entry is authenticated; without one (replication) it is only
     * taken apart.
     *
     * @throws Corrupt if it is no slot entry, or sealed with a key or in a version that is not known here
     */
    static SlotEntry parse(byte[] object, KeyRing keys, String what) {
        try {
            return parseKnown(object, keys, what);
        } catch (Refused e) {
            // One flipped bit makes a key id or a version that nobody knows: that must not take the other slots along.
            throw new Corrupt(e.getMessage(), e.next(), e);
        }
    }

    private static SlotEntry parseKnown(byte[] object, KeyRing keys, String what) {
        SealedHeader header = SealedHeader.parse(object, what);
        if (!keys.all().isEmpty()) {
            SealedObject.open(keys.key(header.keyId(), what), header, object, what);
        }
        try {
            var in = new BinaryReader(header.clear());
            SlotOrigin origin = readOrigin(in);
            var run = new RunId(in.token());
            SlotEntry entry = switch (header.kind()) {
                case SNAPSHOT ->
                    new SlotEntry.Snapshotted(
                            new SnapshotHeader(origin, run, header.keyId(), takenAt(in), packs(in), object));
                case PIN -> new SlotEntry.Pin(origin, run, new PromotionId(in.token()));
                case RELEASE -> new SlotEntry.Release(origin, run, new PromotionId(in.token()));
                case CLOSED -> new SlotEntry.Closed(origin, run);
                default -> throw new Corrupt(what + " is corrupt: a " + header.kind() + " does not belong there");
            };
            in.end();
            return entry;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Corrupt(what + " is corrupt: its header makes no sense", "", e);
        }
    }

    static SnapshotBody body(SnapshotHeader snapshot, KeyRing keys, String what) {
        SealedHeader header = SealedHeader.parse(snapshot.object(), what);
        byte[] body = SealedObject.open(keys.key(header.keyId(), what), header, snapshot.object(), what);
        try {
            return readBody(new BinaryReader(body));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Corrupt(what + " is corrupt: its body makes no sense", "", e);
        }
    }

    private static BinaryWriter origin(SlotOrigin origin, RunId run) {
        var out = new BinaryWriter();
        token(out, origin.repository().token());
        out.sized(origin.model().value().getBytes(StandardCharsets.US_ASCII));
        out.i32(origin.set().epoch()).i32(origin.set().number()).i32(origin.slot());
        return token(out, run.token());
    }

    private static SlotOrigin readOrigin(BinaryReader in) {
        var repository = new RepositoryId(in.token());
        var model = new ModelName(new String(in.sized(), StandardCharsets.US_ASCII));
        return new SlotOrigin(repository, model, new SetId(in.i32(), in.i32()), in.i32());
    }

    private static BinaryWriter token(BinaryWriter out, Token token) {
        return out.i64(token.high()).i64(token.low());
    }

    private static Instant takenAt(BinaryReader in) {
        return Instant.ofEpochMilli(in.i64());
    }

    private static List<PackRef> packs(BinaryReader in) {
        var packs = new ArrayList<PackRef>();
        for (long i = in.count(); i > 0; i--) {
            var pack = new PackRef(new PackId(in.token()), in.i32(), in.i64());
            if (pack.size() < 1) {
                throw new IllegalArgumentException("a pack of " + pack.size() + " bytes");
            }
            packs.add(pack);
        }
        return packs;
    }

    private static byte[] body(SnapshotBody body) {
        var out = new BinaryWriter().raw(body.version().value().bytes());
        out.count(body.files()).count(body.bytes()).count(body.tags().size());
        body.tags().forEach((name, value) -> {
            out.sized(name.getBytes(StandardCharsets.UTF_8));
            out.sized(value.getBytes(StandardCharsets.UTF_8));
        });
        out.count(body.pages().size());
        for (StoredChunk page : body.pages()) {
            out.raw(page.digest().bytes()).count(page.rawLength());
            token(out, page.pack().token()).count(page.offset()).count(page.length());
        }
        return out.bytes();
    }

    private static SnapshotBody readBody(BinaryReader in) {
        var version = new VersionDigest(in.sha256());
        long files = in.count();
        long bytes = in.count();
        var tags = new TreeMap<String, String>();
        for (long i = in.count(); i > 0; i--) {
            tags.put(new String(in.sized(), StandardCharsets.UTF_8), new String(in.sized(), StandardCharsets.UTF_8));
        }
        var pages = new ArrayList<StoredChunk>();
        for (long i = in.count(); i > 0; i--) {
            var digest = in.sha256();
            int rawLength = in.smallCount(Integer.MAX_VALUE);
            var pack = new PackId(in.token());
            int offset = in.smallCount(Integer.MAX_VALUE);
            pages.add(new StoredChunk(digest, rawLength, pack, offset, in.smallCount(Integer.MAX_VALUE), null));
        }
        in.end();
        return new SnapshotBody(version, files, bytes, tags, pages);
    }
}
