package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Chunks as they were stored once. Every future decoder must read them; an encoder that writes other bytes must do so on purpose, which
 * {@code -Dgolden.write=true} says: it writes the files that are missing or different.
 */
class CodecGoldenTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden/codec");

    private final ChunkCodec codec = Codecs.create();

    @ParameterizedTest
    @EnumSource(Golden.class)
    void storedChunksAreStillRead(Golden golden) throws IOException {
        writeIfAsked(golden);
        byte[] chunk = Files.readAllBytes(file(golden, "chunk"));
        byte[] raw = Files.readAllBytes(file(golden, "raw"));
        byte[] base = Files.exists(file(golden, "base")) ? Files.readAllBytes(file(golden, "base")) : null;

        var decoded = new byte[raw.length];
        int length = codec.decode(chunk, 0, chunk.length, base, 0, decoded, 0);

        assertThat(length).isEqualTo(raw.length);
        assertThat(decoded).isEqualTo(raw);
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void theEncoderStillWritesTheSame(Golden golden) throws IOException {
        writeIfAsked(golden);
        assertThat(encode(golden))
                .as("the encoder changed: if on purpose, run this test once with -Dgolden.write=true")
                .isEqualTo(Files.readAllBytes(file(golden, "chunk")));
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void eachFileShowsTheCodingItIsNamedFor(Golden golden) throws IOException {
        writeIfAsked(golden);
        byte[] chunk = Files.readAllBytes(file(golden, "chunk"));
        assertThat((int) chunk[BlockedChunkCodec.HEADER]).isEqualTo(golden.coding);
    }

    private void writeIfAsked(Golden golden) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(DIRECTORY);
            Files.write(file(golden, "raw"), golden.raw);
            Files.write(file(golden, "chunk"), encode(golden));
            if (golden.base != null) {
                Files.write(file(golden, "base"), golden.base);
            }
        }
    }

    private byte[] encode(Golden golden) {
        int length = golden.raw.length;
        var out = new byte[length + ChunkCodec.maxOverhead(length)];
        int size = golden.base == null
                ? codec.encode(golden.raw, 0, length, golden.type, out, 0)
                : codec.encodeDelta(golden.raw, 0, golden.base, 0, length, golden.type, out, 0);
        return Arrays.copyOf(out, size);
    }

    private static Path file(Golden golden, String what) {
        return DIRECTORY.resolve(golden.name().toLowerCase(Locale.ROOT).replace('_', '-') + "." + what);
    }

    private static final float[] WEIGHTS = TestWeights.gaussian(11, 3001, 0.02);
    private static final float[] LATER = TestWeights.drifted(WEIGHTS, 12, 3e-5);

    /** One for each coding, and for each layout that weights take. */
    enum Golden {
        RAW(BlockCoding.RAW, TestData.RANDOM.bytes(11, 100), null, ElementType.OPAQUE),
        PERIODIC(BlockCoding.PERIODIC, TestData.CONSTANT.bytes(11, 100), null, ElementType.F32),
        ZSTD(BlockCoding.ZSTD, TestData.TEXT.bytes(11, 3000), null, ElementType.OPAQUE),
        PLANES_BF16(BlockCoding.PLANES, TestWeights.asBf16(WEIGHTS), null, ElementType.BF16),
        PLANES_F16(BlockCoding.PLANES, TestWeights.asF16(WEIGHTS), null, ElementType.F16),
        PLANES_F32(BlockCoding.PLANES, TestWeights.asF32(WEIGHTS), null, ElementType.F32),
        PLANES_F32_HOLDING_BF16(BlockCoding.PLANES, TestWeights.asF32HoldingBf16(WEIGHTS), null, ElementType.F32),
        PLANES_OPAQUE(BlockCoding.PLANES, TestData.ODD_PHASE.bytes(11, 9000), null, ElementType.OPAQUE),
        EQUAL(BlockCoding.EQUAL, TestWeights.asBf16(WEIGHTS), TestWeights.asBf16(WEIGHTS), ElementType.BF16),
        ORDERED_BF16(BlockCoding.ORDERED, TestWeights.asBf16(LATER), TestWeights.asBf16(WEIGHTS), ElementType.BF16),
        ORDERED_F16(BlockCoding.ORDERED, TestWeights.asF16(LATER), TestWeights.asF16(WEIGHTS), ElementType.F16),
        ORDERED_F32(BlockCoding.ORDERED, TestWeights.asF32(LATER), TestWeights.asF32(WEIGHTS), ElementType.F32),
        ORDERED_F32_HOLDING_BF16(
                BlockCoding.ORDERED,
                TestWeights.asF32HoldingBf16(LATER),
                TestWeights.asF32HoldingBf16(WEIGHTS),
                ElementType.F32),
        DIFFERENCE(
                BlockCoding.DIFFERENCE,
                TestData.RANDOM.next(12, TestData.RANDOM.bytes(11, 3000)),
                TestData.RANDOM.bytes(11, 3000),
                ElementType.I8);

        private final int coding;
        private final byte[] raw;
        private final byte[] base;
        private final ElementType type;

        Golden(int coding, byte[] raw, byte[] base, ElementType type) {
            this.coding = coding;
            this.raw = raw;
            this.base = base;
            this.type = type;
        }
    }
}
