package io.twinkeep.core.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.tensor.ElementType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackTest {
    private final SplittableRandom random = new SplittableRandom(9);
    private final PackOrigin origin = new PackOrigin(
            RepositoryId.random(random),
            new ModelName("m"),
            SetId.FIRST,
            DataKey.create(RepositoryId.random(random), 1, random));
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final PackReader reader = new PackReader(store, origin, PackTest::key, PlainCodec::new);
    private final PackBuilder.Scratch scratch = new PackBuilder.Scratch();
    private final byte[] buffer = new byte[PackBuilder.minimumBuffer()];

    @Test
    void aChunkIsReadByItsRangeAlone() {
        PackBuilder builder = builder();
        byte[] first = bytes(70_000);
        byte[] second = bytes(10);
        StoredChunk one = builder.add(alone(first));
        StoredChunk two = builder.add(alone(second));
        put(builder.seal());

        assertThat(reader.read(two)).isEqualTo(second);
        assertThat(reader.read(one)).isEqualTo(first);
        assertThat(store.calls(Verb.GET)).isEqualTo(2);
    }

    @Test
    void theLargestAndTheEmptyChunkFitIntoTheSmallestBuffer() {
        PackBuilder builder = builder();
        assertThat(builder.isEmpty()).isTrue();
        assertThat(builder.hasRoomFor(ChunkCodec.MAX_CHUNK)).isTrue();
        byte[] largest = bytes(ChunkCodec.MAX_CHUNK);
        StoredChunk full = builder.add(alone(largest));
        StoredChunk none = builder.add(alone(new byte[0]));
        put(builder.seal());

        assertThat(reader.read(full)).isEqualTo(largest);
        assertThat(reader.read(none)).isEmpty();
    }

    @Test
    void aSmallDifferenceIsStoredAgainstItsBaseAndALargeOneIsNot() {
        byte[] base = bytes(100_000);
        byte[] near = base.clone();
        near[3] ^= 1;
        byte[] far = bytes(100_000);
        PackBuilder first = builder();
        StoredChunk stored = first.add(alone(base));
        put(first.seal());
        PackBuilder second = builder();
        StoredChunk delta = second.add(against(near, stored, base));
        StoredChunk alone = second.add(against(far, stored, base));
        put(second.seal());

        assertThat(delta.base()).isEqualTo(stored);
        assertThat(delta.length()).isLessThan(100);
        assertThat(alone.base()).isNull();
        assertThat(reader.read(delta)).isEqualTo(near);
        assertThat(reader.read(alone)).isEqualTo(far);
    }

    @Test
    void aBaseOfAnotherLengthIsNotTaken() {
        byte[] base = bytes(1001);
        StoredChunk stored = builder().add(alone(base));

        assertThatThrownBy(() -> builder().add(against(Arrays.copyOf(base, 1000), stored, base)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyPackIsReadAsItWasFilled() {
        for (int round = 0; round < 60; round++) {
            Map<StoredChunk, byte[]> model = new LinkedHashMap<>();
            PackBuilder builder = builder();
            int wanted = random.nextInt(40);
            while (model.size() < wanted) {
                add(builder, model);
            }
            SealedPack pack = builder.seal();
            put(pack);

            assertThat(pack.chunks()).containsExactlyElementsOf(model.keySet());
            assertThat(index(pack)).isEqualTo(pack.chunks());
            model.forEach((chunk, raw) -> assertThat(reader.read(chunk)).isEqualTo(raw));
        }
    }

    private void add(PackBuilder builder, Map<StoredChunk, byte[]> model) {
        byte[] raw = bytes(random.nextInt(4) == 0 ? random.nextInt(150_000) : random.nextInt(300));
        List<StoredChunk> bases =
                model.keySet().stream().filter(c -> c.base() == null).toList();
        if (bases.isEmpty() || random.nextBoolean()) {
            model.put(builder.add(alone(raw)), raw);
            return;
        }
        StoredChunk base = bases.get(random.nextInt(bases.size()));
        byte[] near = model.get(base).clone();
        if (near.length > 0) {
            near[random.nextInt(near.length)] ^= 1;
        }
        model.put(builder.add(against(near, base, model.get(base))), near);
    }

    @Test
    void thousandsOfTinyChunksHaveAnIndexThatIsFetchedByItself() {
        PackBuilder builder = builder();
        while (builder.hasRoomFor(20)) {
            builder.add(alone(bytes(20)));
        }
        SealedPack pack = builder.seal();
        put(pack);

        assertThat(pack.chunks()).hasSizeGreaterThan(50_000);
        assertThat(index(pack)).isEqualTo(pack.chunks());
        assertThat(store.calls(Verb.GET)).isEqualTo(2);
    }

    @Test
    void aCodecThatLosesABitStopsTheRunBeforeAnythingIsStored() {
        // A library's bug once damaged other engines' packs for weeks, unseen until the restore.
        List<ChunkCodec> faulty =
                List.of(new FaultyCodec(0, 0), new FaultyCodec(7, 0), new FaultyCodec(-1, -1), new FaultyCodec(-1, 1));
        for (ChunkCodec encoder : faulty) {
            var builder = new PackBuilder(origin, PackId.random(random), buffer, encoder, new PlainCodec(), scratch);
            assertThatThrownBy(() -> builder.add(alone(bytes(100))))
                    .isInstanceOf(Failed.class)
                    .hasMessageContaining("decodes to other bytes");
            assertThatThrownBy(builder::seal).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> builder.add(alone(bytes(100)))).isInstanceOf(IllegalStateException.class);
        }
        assertThat(store.calls()).isZero();
    }

    @Test
    void aCodecMayNotCheckItself() {
        var codec = new PlainCodec();

        assertThatThrownBy(() -> new PackBuilder(origin, PackId.random(random), buffer, codec, codec, scratch))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChunkThatChangesInMemoryAfterItsCheckIsFound() {
        PackBuilder builder = builder();
        StoredChunk chunk = builder.add(alone(bytes(1000)));
        buffer[chunk.offset() + 500] ^= 4;

        assertThatThrownBy(builder::seal).isInstanceOf(Failed.class).hasMessageContaining("changed in memory");
    }

    @Test
    void aPackTakesNothingAfterItsEnd() {
        PackBuilder builder = builder();
        builder.seal();

        assertThatThrownBy(() -> builder.add(alone(bytes(1)))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(builder::seal).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSizeAndChecksumOfAPackAreThoseOfItsBytes() {
        PackBuilder builder = builder();
        builder.add(alone(bytes(3000)));
        SealedPack pack = builder.seal();
        ObjectBody body = pack.body();

        assertThat(pack.ref().size()).isEqualTo(body.length());
        byte[] bytes = Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length());
        assertThat(pack.ref().matches(bytes)).isTrue();
        bytes[77] ^= 1;
        assertThat(pack.ref().matches(bytes)).isFalse();
    }

    @Test
    void aChunkOpensOnlyInThePackModelSetAndRepositoryThatItWasMadeFor() {
        PackBuilder builder = builder();
        StoredChunk chunk = builder.add(alone(bytes(100)));
        put(builder.seal());
        var elsewhere = PackId.random(random);
        memory.put(key(elsewhere), ObjectBody.of(memory.get(key(chunk.pack()), 1 << 20)));
        var moved = new StoredChunk(chunk.digest(), chunk.rawLength(), elsewhere, chunk.offset(), chunk.length(), null);

        assertCorrupt(() -> reader.read(moved));
        for (PackOrigin other : List.of(
                new PackOrigin(RepositoryId.random(random), origin.model(), origin.set(), origin.key()),
                new PackOrigin(origin.repository(), new ModelName("n"), origin.set(), origin.key()),
                new PackOrigin(origin.repository(), origin.model(), new SetId(1, 2), origin.key()),
                new PackOrigin(origin.repository(), origin.model(), new SetId(2, 1), origin.key()),
                new PackOrigin(
                        origin.repository(),
                        origin.model(),
                        origin.set(),
                        DataKey.create(RepositoryId.random(random), 1, random)))) {
            assertCorrupt(() -> new PackReader(store, other, PackTest::key, PlainCodec::new).read(chunk));
        }
    }

    @Test
    void everyChangedBitOfAPackIsFoundByAReaderOfAllItsChunksAndItsIndex() {
        PackBuilder builder = builder();
        List<StoredChunk> chunks = List.of(builder.add(alone(bytes(60))), builder.add(alone(bytes(40))));
        SealedPack pack = builder.seal();
        put(pack);
        byte[] whole = memory.get(key(pack.ref().id()), 1 << 20);
        int header = chunks.getFirst().offset();

        for (int bit = 8 * header; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            memory.put(key(pack.ref().id()), ObjectBody.of(flipped));
            assertCorrupt(() -> {
                chunks.forEach(reader::read);
                index(pack);
            });
        }
    }

    @Test
    void aCutPackIsCorruptAtEveryLength() {
        PackBuilder builder = builder();
        builder.add(alone(bytes(60)));
        SealedPack pack = builder.seal();
        put(pack);
        byte[] whole = memory.get(key(pack.ref().id()), 1 << 20);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            memory.put(key(pack.ref().id()), ObjectBody.of(cut));
            assertCorrupt(() -> reader.index(pack.ref().id(), cut.length));
            assertCorrupt(() -> index(pack));
        }
        memory.delete(key(pack.ref().id()));
        assertThatThrownBy(() -> index(pack)).isInstanceOf(Missing.class);
    }

    @Test
    void aChunkThatLooksLikeAnIndexIsNotTakenForOne() {
        // A model's author knows the codec, and a store can cut the pack after the chunk and write the footer anew.
        byte[] madeUp = PackIndex.write(
                List.of(new StoredChunk(Sha256.of(bytes(3)), 3, PackId.random(random), 500, 100, null)));
        PackBuilder builder =
                new PackBuilder(origin, PackId.random(random), buffer, new BareCodec("a"), new BareCodec("b"), scratch);
        StoredChunk chunk = builder.add(alone(madeUp));
        put(builder.seal());
        byte[] whole = memory.get(key(chunk.pack()), 1 << 20);
        byte[] forged = Arrays.copyOf(whole, chunk.offset() + chunk.length() + PackFooter.BYTES);
        int end = chunk.offset() + chunk.length();
        PackFooter.write(forged, end, new PackFooter(0, chunk.offset(), chunk.length()));
        memory.put(key(chunk.pack()), ObjectBody.of(forged));

        assertCorrupt(() -> reader.index(chunk.pack(), forged.length));
    }

    @Test
    void aHostileFooterCostsNoMemory() {
        PackBuilder builder = builder();
        SealedPack pack = builder.seal();
        put(pack);
        byte[] whole = memory.get(key(pack.ref().id()), 1 << 20);
        for (int[] footer : new int[][] {
            {0, Integer.MAX_VALUE}, {Integer.MAX_VALUE, Integer.MAX_VALUE}, {-12, whole.length}, {whole.length - 12, 0}
        }) {
            PackFooter.write(whole, whole.length - PackFooter.BYTES, new PackFooter(0, footer[0], footer[1]));
            memory.put(key(pack.ref().id()), ObjectBody.of(whole));
            assertCorrupt(() -> index(pack));
        }
        for (long size : new long[] {-1, 0, 11, PackBuilder.MAX_PACK + 1L, Long.MAX_VALUE}) {
            assertCorrupt(() -> reader.index(pack.ref().id(), size));
        }
    }

    @Test
    void aHostileIndexIsCorruptAndNothingElse() {
        PackId id = PackId.random(random);
        var base = new StoredChunk(Sha256.of(bytes(3)), 3, id, 500, 100, null);
        byte[] index = PackIndex.write(List.of(base, new StoredChunk(Sha256.of(bytes(4)), 3, id, 600, 90, base)));

        for (int length = 0; length < index.length; length++) {
            byte[] cut = Arrays.copyOf(index, length);
            assertCorrupt(() -> PackIndex.read(cut, id, "it"));
        }
        assertCorrupt(() -> PackIndex.read(Arrays.copyOf(index, index.length + 1), id, "it"));
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = index.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertReadOrCorrupt(changed, id);
        }
    }

    @Test
    void aChunkOfSenselessLengthIsCorruptBeforeItIsFetched() {
        PackId id = PackId.random(random);
        Sha256 digest = Sha256.of(bytes(1));
        int[][] lengths = {
            {ChunkCodec.MAX_CHUNK + 1, 100}, {10, 0}, {10, 15}, {10, Integer.MAX_VALUE}, {10, 10_000}, {0, 500}
        };
        for (int[] length : lengths) {
            var chunk = new StoredChunk(digest, length[0], id, 100, length[1], null);
            assertCorrupt(() -> reader.read(chunk));
        }
        assertThat(store.calls()).isZero();
    }

    @Test
    void aChunkWhoseBytesAreNotItsDigestsIsCorrupt() {
        PackBuilder builder = builder();
        byte[] raw = bytes(50);
        StoredChunk chunk = builder.add(
                new PackBuilder.Source(Sha256.of(bytes(50)), raw, raw.length, ElementType.OPAQUE, null, null));
        put(builder.seal());

        assertCorrupt(() -> reader.read(chunk));
    }

    private void assertReadOrCorrupt(byte[] index, PackId id) {
        try {
            PackIndex.read(index, id, "it");
        } catch (BackupException e) {
            assertThat(e).isInstanceOf(Corrupt.class);
        }
    }

    private List<StoredChunk> index(SealedPack pack) {
        return reader.index(pack.ref().id(), pack.ref().size()).chunks();
    }

    private void put(SealedPack pack) {
        memory.put(key(pack.ref().id()), pack.body());
    }

    private PackBuilder builder() {
        return new PackBuilder(origin, PackId.random(random), buffer, new PlainCodec(), new PlainCodec(), scratch);
    }

    private PackBuilder.Source alone(byte[] raw) {
        return new PackBuilder.Source(reader.digests().of(raw), raw, raw.length, ElementType.OPAQUE, null, null);
    }

    private PackBuilder.Source against(byte[] raw, StoredChunk base, byte[] baseBytes) {
        return new PackBuilder.Source(reader.digests().of(raw), raw, raw.length, ElementType.OPAQUE, base, baseBytes);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ObjectKey key(PackId pack) {
        return new ObjectKey("packs/" + pack);
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Corrupt.class);
    }

    /** Flips a bit of what it wrote, or says another length. */
    private record FaultyCodec(int flipped, int longer) implements ChunkCodec {
        @Override
        public int encode(byte[] raw, int at, int length, ElementType type, byte[] out, int outAt) {
            int encoded = new PlainCodec().encode(raw, at, length, type, out, outAt);
            if (flipped >= 0) {
                out[outAt + flipped] ^= 1;
            }
            return encoded + longer;
        }

        @Override
        public int encodeDelta(
                byte[] raw, int at, byte[] base, int baseAt, int length, ElementType type, byte[] out, int outAt) {
            return encode(raw, at, length, type, out, outAt);
        }

        @Override
        public int decode(byte[] encoded, int at, int length, byte[] base, int baseAt, byte[] out, int outAt) {
            throw new AssertionError("an encoder does not decode");
        }
    }

    /** Raw bytes without any frame of the codec. */
    private record BareCodec(Object identity) implements ChunkCodec {
        @Override
        public int encode(byte[] raw, int at, int length, ElementType type, byte[] out, int outAt) {
            System.arraycopy(raw, at, out, outAt, length);
            return length;
        }

        @Override
        public int encodeDelta(
                byte[] raw, int at, byte[] base, int baseAt, int length, ElementType type, byte[] out, int outAt) {
            return encode(raw, at, length, type, out, outAt);
        }

        @Override
        public int decode(byte[] encoded, int at, int length, byte[] base, int baseAt, byte[] out, int outAt) {
            System.arraycopy(encoded, at, out, outAt, length);
            return length;
        }
    }
}
