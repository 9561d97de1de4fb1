package io.twinkeep.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.crypto.SealedObject;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.pack.PackRef;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotCodecTest {
    private final TestSets test = TestSets.create(new MemoryObjectStore(), 12);
    private final KeyRing keys = test.repository.keys();
    private final SlotOrigin origin = new SlotOrigin(test.repository.id(), TestSets.MODEL, new SetId(2, 7), 3);
    private final SetStore.Draft draft = test.draft();
    private final byte[] snapshot = SlotCodec.snapshot(
            draft.key(), origin, draft.run(), draft.takenAt(), draft.packs(), draft.body(), test.random);

    @Test
    void aSnapshotIsReadAsItWasWritten() {
        SnapshotHeader header = header(SlotCodec.parse(snapshot, keys, "it"));

        assertThat(header.origin()).isEqualTo(origin);
        assertThat(header.run()).isEqualTo(draft.run());
        assertThat(header.takenAt()).isEqualTo(draft.takenAt());
        assertThat(header.packs()).isEqualTo(draft.packs());
        assertThat(header.keyId()).isEqualTo(draft.key().id());
        assertThat(header.isFull()).isFalse();
        assertThat(SlotCodec.body(header, keys, "it")).isEqualTo(draft.body());
    }

    @Test
    void markersAreReadAsTheyWereWritten() {
        var run = RunId.random(test.random);
        var promotion = PromotionId.random(test.random);

        assertThat(parse(marker(ObjectKind.PIN, run, promotion))).isEqualTo(new SlotEntry.Pin(origin, run, promotion));
        assertThat(parse(marker(ObjectKind.RELEASE, run, promotion)))
                .isEqualTo(new SlotEntry.Release(origin, run, promotion));
        assertThat(parse(marker(ObjectKind.CLOSED, run, null))).isEqualTo(new SlotEntry.Closed(origin, run));
    }

    @Test
    void aMirrorReadsTheClearPartWithoutAnyKey() {
        SnapshotHeader header = header(SlotCodec.parse(snapshot, new KeyRing(List.of()), "it"));

        assertThat(header.packs()).isEqualTo(draft.packs());
        assertThatThrownBy(() -> SlotCodec.body(header, new KeyRing(List.of()), "it"))
                .isInstanceOf(Refused.class);
    }

    @Test
    void everyFlippedBitIsFoundWhereAKeyIsAtHand() {
        for (byte[] object : List.of(snapshot, marker(ObjectKind.CLOSED, draft.run(), null))) {
            for (int bit = 0; bit < 8 * object.length; bit++) {
                byte[] flipped = object.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> parse(flipped)).isInstanceOfAny(Corrupt.class, Refused.class);
            }
        }
    }

    @Test
    void everyCutIsCorruptWhereAKeyIsAtHand() {
        for (int length = 0; length < snapshot.length; length++) {
            byte[] cut = Arrays.copyOf(snapshot, length);
            assertThatThrownBy(() -> parse(cut)).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void hostileObjectsAreNeverMoreThanAnErrorMessageWhereNoKeyIsAtHand() {
        var none = new KeyRing(List.of());
        for (int i = 0; i < 50_000; i++) {
            byte[] hostile = Arrays.copyOf(
                    snapshot, test.random.nextInt(4) == 0 ? test.random.nextInt(snapshot.length) : snapshot.length);
            for (int flips = test.random.nextInt(1, 4); flips > 0 && hostile.length > 0; flips--) {
                hostile[test.random.nextInt(hostile.length)] ^= (byte) (1 << test.random.nextInt(8));
            }
            try {
                SlotCodec.parse(hostile, none, "it");
            } catch (BackupException e) {
                assertThat(e).isInstanceOfAny(Corrupt.class, Refused.class);
            }
        }
    }

    @Test
    void anAuthenticObjectOfSenselessContentIsCorrupt() {
        for (int i = 0; i < 5_000; i++) {
            byte[] clear = new byte[test.random.nextInt(150)];
            test.random.nextBytes(clear);
            if (i % 2 == 0) {
                byte[] good = SealedHeader.parse(snapshot, "it").clear();
                System.arraycopy(good, 0, clear, 0, Math.min(clear.length, test.random.nextInt(good.length)));
            }
            ObjectKind kind = ObjectKind.values()[test.random.nextInt(ObjectKind.values().length)];
            byte[] object = sealed(kind, clear, clear);
            try {
                SlotEntry entry = parse(object);
                if (entry instanceof SlotEntry.Snapshotted read) {
                    SlotCodec.body(read.header(), keys, "it");
                }
            } catch (BackupException e) {
                assertThat(e).isInstanceOf(Corrupt.class);
            }
        }
    }

    @Test
    void hugeCountsInABodyCostNoMemory() {
        byte[] clear = SealedHeader.parse(snapshot, "it").clear();
        byte[] body = new BinaryWriter()
                .raw(draft.body().version().value().bytes())
                .count(1)
                .count(1)
                .count(Long.MAX_VALUE)
                .bytes();
        SnapshotHeader header = header(parse(sealed(ObjectKind.SNAPSHOT, clear, body)));

        assertThatThrownBy(() -> SlotCodec.body(header, keys, "it")).isInstanceOf(Corrupt.class);
    }

    @Test
    void aPackOfNoBytesIsCorrupt() {
        byte[] object = SlotCodec.snapshot(
                draft.key(),
                origin,
                draft.run(),
                draft.takenAt(),
                List.of(new PackRef(draft.packs().getFirst().id(), -1, 0)),
                draft.body(),
                test.random);

        assertThatThrownBy(() -> parse(object)).isInstanceOf(Corrupt.class);
    }

    private byte[] sealed(ObjectKind kind, byte[] clear, byte[] body) {
        var header = new SealedHeader(kind, draft.key().id(), Token.random(test.random), clear);
        return SealedObject.seal(draft.key(), header, body);
    }

    private SlotEntry parse(byte[] object) {
        return SlotCodec.parse(object, keys, "it");
    }

    private byte[] marker(ObjectKind kind, RunId run, PromotionId promotion) {
        return SlotCodec.marker(draft.key(), kind, origin, run, promotion, test.random);
    }

    private static SnapshotHeader header(SlotEntry entry) {
        return ((SlotEntry.Snapshotted) entry).header();
    }
}
