package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufLayoutTest {
    @Test
    void tensorsOfAWholeModelAreFound() throws IOException {
        var weights = TestWeights.transformer(1, TestWeights.Kind.F16, 2, 96);
        var out = new ByteArrayOutputStream();
        WeightFiles.gguf(weights, out);

        var tensors = Layouts.tensors(Layouts.of(out.toByteArray()));

        assertThat(tensors).hasSameSizeAs(weights.tensors());
        assertThat(tensors.get(5).name()).isEqualTo("layers.0.feed_forward.w1.weight\0F16[96,384]");
        assertThat(tensors.get(5).length()).isEqualTo(weights.tensors().get(5).bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "0, F32, F32, 1024",
        "30, BF16, BF16, 512",
        "28, F64, F64, 2048",
        "24, I8, I8, 256",
        "2, Q4_0, PACKED, 144",
        "8, Q8_0, PACKED, 272",
        "12, Q4_K, PACKED, 144",
        "14, Q6_K, PACKED, 210",
        "39, MXFP4, PACKED, 136"
    })
    void quantisedBlocksHaveTheirTrueSize(int number, String name, ElementType type, long bytes) {
        var extents = Layouts.of(file(number, 3, 256), 4096);

        assertThat(Layouts.tensors(extents))
                .extracting(Extent::name, Extent::type, Extent::length)
                .containsExactly(tuple("a\0" + name + "[256]", type, bytes));
    }

    @Test
    void aTypeOfUnknownSizeReachesToTheNextTensor() {
        var header = start(3, 2, 0);
        header.sized("new").u32(1).u64(100).u32(77).u64(0);
        header.sized("old").u32(1).u64(4).u32(0).u64(640);

        var extents = Layouts.of(header.pad(32, 0), header.size() + 640 + 16);

        assertThat(Layouts.tensors(extents))
                .extracting(Extent::name, Extent::length)
                .containsExactly(tuple("new\0type77[100]", 640L), tuple("old\0F32[4]", 16L));
    }

    @Test
    void version2IsReadTheSameWay() {
        assertThat(Layouts.tensors(Layouts.of(file(0, 2, 8), 4096))).hasSize(1);
    }

    @Test
    void theFirstVersionAndTheBigEndianOneAreOpaque() {
        assertThat(Layouts.of(file(0, 1, 8), 4096)).isEqualTo(Layouts.opaque(4096));
        assertThat(Layouts.of(file(0, 3 << 24, 8), 4096)).isEqualTo(Layouts.opaque(4096));
    }

    @Test
    void everyKindOfMetadataIsPassedOver() {
        var header = start(3, 1, 15);
        int[] widths = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        for (int type = 0; type < widths.length; type++) {
            if (widths[type] > 0) {
                header.sized("k" + type).u32(type).bytes(new byte[widths[type]]);
            }
        }
        header.sized("text").u32(8).sized("value");
        header.sized("vocabulary").u32(9).u32(8).u64(2).sized("a").sized("bc");
        header.sized("nested")
                .u32(9)
                .u32(9)
                .u64(2)
                .u32(4)
                .u64(1)
                .u32(7)
                .u32(8)
                .u64(1)
                .sized("x");
        header.sized("general.alignment").u32(4).u32(4096);
        header.sized("a").u32(1).u64(2).u32(0).u64(0);

        var extents = Layouts.of(header, 8192);

        assertThat(Layouts.tensors(extents)).extracting(Extent::offset).containsExactly(4096L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 33, 1L << 21, 0xffff_ffffL})
    void anAlignmentThatIsNoneMakesTheFileOpaque(long alignment) {
        var header = start(3, 1, 1).sized("general.alignment").u32(4).u32(alignment);
        header.sized("a").u32(1).u64(2).u32(0).u64(0);

        assertThat(Layouts.of(header, 1 << 24)).isEqualTo(Layouts.opaque(1 << 24));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1_000_001})
    void countsAndLengthsBeyondTheFileAreNotBelieved(long number) {
        var hostile = new LittleEndian[] {
            new LittleEndian().text("GGUF").u32(3).u64(number).u64(0),
            new LittleEndian().text("GGUF").u32(3).u64(0).u64(number),
            start(3, 0, 1).u64(number),
            start(3, 0, 1).sized("k").u32(8).u64(number),
            start(3, 0, 1).sized("k").u32(9).u32(8).u64(number),
            start(3, 0, 1).sized("k").u32(9).u32(9).u64(number),
            start(3, 0, 1).sized("k").u32(9).u32(12).u64(number),
            start(3, 1, 0).u64(number),
            start(3, 1, 0).sized("a").u32(2).u64(number).u64(number).u32(0).u64(0),
            start(3, 1, 0).sized("a").u32(1).u64(number).u32(0).u64(0),
            start(3, 1, 0).sized("a").u32(1).u64(8).u32(0).u64(number),
        };
        for (LittleEndian header : hostile) {
            assertThat(Layouts.of(header, 5000)).isEqualTo(Layouts.opaque(5000));
        }
    }

    @Test
    void aTowerOfArraysIsNotClimbed() {
        var header = start(3, 0, 1).sized("k").u32(9);
        for (int i = 0; i < 1_000_000; i++) {
            header.u32(9).u64(1);
        }

        assertThat(Layouts.of(header)).hasSize(1);
    }

    @Test
    void anArrayOfBillionsOfEmptyTextsCostsNoMoreThanTheLargestHeader() {
        var file = new MemoryFile(
                1L << 40,
                Map.of(0L, start(3, 0, 1).sized("k").u32(9).u32(8).u64(1L << 36).toBytes()));

        assertThat(Layouts.of(file)).hasSize(1);
        assertThat(file.bytesRead()).isLessThanOrEqualTo(GgufLayout.MAX_HEADER + 16L);
    }

    @Test
    void tensorsInOnePlaceMakeTheFileOpaque() {
        var header = start(3, 2, 0);
        header.sized("a").u32(1).u64(8).u32(0).u64(0);
        header.sized("b").u32(1).u64(8).u32(0).u64(0);

        assertThat(Layouts.of(header, 4096)).isEqualTo(Layouts.opaque(4096));
    }

    private static LittleEndian file(int type, int version, long elements) {
        return start(version, 1, 0).sized("a").u32(1).u64(elements).u32(type).u64(0);
    }

    private static LittleEndian start(int version, long tensors, long keys) {
        return new LittleEndian().text("GGUF").u32(version).u64(tensors).u64(keys);
    }
}
