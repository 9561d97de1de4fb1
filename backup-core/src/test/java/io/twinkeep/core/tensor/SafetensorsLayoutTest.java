package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsLayoutTest {
    private static final String TWO_TENSORS = "{'__metadata__':{'format':'pt'},"
            + "'b':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]},"
            + "'a':{'dtype':'BF16','shape':[4],'data_offsets':[24,32]}}   ";

    @Test
    void tensorsAreFoundByNameTypeAndShapeBehindTheHeader() {
        var extents = Layouts.of(header(TWO_TENSORS).bytes(new byte[32]));

        long start = 8 + TWO_TENSORS.length();
        assertThat(extents)
                .containsExactly(
                        new Extent(0, start, ElementType.OPAQUE, ""),
                        new Extent(start, 24, ElementType.F32, "b\0F32[2,3]"),
                        new Extent(start + 24, 8, ElementType.BF16, "a\0BF16[4]"));
    }

    @Test
    void holesAndTrailingBytesAreOpaque() {
        String json = "{'a':{'dtype':'U8','shape':[4],'data_offsets':[8,12]}}";

        var extents = Layouts.of(header(json).bytes(new byte[20]));

        assertThat(extents).extracting(Extent::length).containsExactly(8L + json.length(), 8L, 4L, 8L);
        assertThat(Layouts.tensors(extents)).extracting(Extent::name).containsExactly("a\0U8[4]");
    }

    @Test
    void aTensorOfUnknownTypeIsOpaqueButKeepsItsName() {
        var extents = Layouts.of(header(one("F3_NEW", "[7]", 0, 5)).bytes(new byte[5]));

        assertThat(Layouts.tensors(extents))
                .extracting(Extent::type, Extent::name)
                .containsExactly(tuple(ElementType.OPAQUE, "a\0F3_NEW[7]"));
    }

    @ParameterizedTest
    @CsvSource({
        "BF16, 2, BF16",
        "F16, 2, F16",
        "F32, 4, F32",
        "F64, 8, F64",
        "C64, 8, F32",
        "F8_E4M3, 1, F8",
        "F8_E8M0, 1, F8",
        "I8, 1, I8",
        "U8, 1, PACKED",
        "BOOL, 1, OPAQUE",
        "U16, 2, I16",
        "I32, 4, I32",
        "U64, 8, I64"
    })
    void everyTypeOfTheFormatIsKnown(String dtype, int bytes, ElementType type) {
        var extents = Layouts.of(header(one(dtype, "[3]", 0, 3 * bytes)).bytes(new byte[3 * bytes]));

        assertThat(Layouts.tensors(extents)).extracting(Extent::type).containsExactly(type);
        assertThat(Layouts.of(header(one(dtype, "[4]", 0, 3 * bytes)).bytes(new byte[3 * bytes])))
                .hasSize(1);
    }

    @Test
    void elementsSmallerThanAByteFillWholeBytes() {
        assertThat(Layouts.of(header(one("F4", "[6]", 0, 3)).bytes(new byte[3])))
                .hasSize(2);
        assertThat(Layouts.of(header(one("F6_E2M3", "[4]", 0, 3)).bytes(new byte[3])))
                .hasSize(2);
        assertThat(Layouts.of(header(one("F4", "[5]", 0, 3)).bytes(new byte[3])))
                .hasSize(1);
    }

    @Test
    void aScalarHasNoDimensionsAndAnEmptyTensorNoExtent() {
        String json = "{'s':{'dtype':'F32','shape':[],'data_offsets':[0,4]},"
                + "'e':{'dtype':'F32','shape':[0,9],'data_offsets':[4,4]}}";

        var extents = Layouts.of(header(json).bytes(new byte[4]));

        assertThat(Layouts.tensors(extents)).extracting(Extent::name).containsExactly("s\0F32[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]},'b':{'dtype':'U8','shape':[8],'data_offsets':[7,15]}}",
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]},'a':{'dtype':'U8','shape':[8],'data_offsets':[8,16]}}",
                "{'a':{'dtype':'U8','shape':[17],'data_offsets':[0,17]}}",
                "{'a':{'dtype':'U8','shape':[-8],'data_offsets':[0,8]}}",
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[8,0]}}",
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[-8,0]}}",
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0]}}",
                "{'a':{'dtype':'U8','shape':8,'data_offsets':[0,8]}}",
                "{'a':{'dtype':'U8','shape':[8.0],'data_offsets':[0,8]}}",
                "{'a':{'dtype':8,'shape':[8],'data_offsets':[0,8]}}",
                "{'a':{'shape':[8],'data_offsets':[0,8]}}",
                "{'a':null}",
                "{'a':[]}",
                "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}}",
                "{'a':{'dtype':'X','shape':[1],'data_offsets':[9223372036854775800,9223372036854775807]}}",
                "{'a':{'dtype':'X','shape':[1],'data_offsets':[0,18446744073709551616]}}",
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}} x",
                "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}",
            })
    void aHeaderThatContradictsItselfMakesTheFileOpaque(String json) {
        byte[] file = header(json).bytes(new byte[16]).toBytes();

        assertThat(Layouts.of(file)).isEqualTo(Layouts.opaque(file.length));
    }

    @Test
    void aTensorLargerThanFourGigabytesIsFoundWhereItIs() {
        String json = "{'a':{'dtype':'BF16','shape':[5000000000],'data_offsets':[0,10000000000]},"
                + "'b':{'dtype':'F32','shape':[1],'data_offsets':[10000000000,10000000004]}}";

        var extents = Layouts.of(header(json), 8 + json.length() + 10_000_000_004L);

        assertThat(extents).extracting(Extent::offset).contains(8L + json.length() + 10_000_000_000L);
    }

    @Test
    void aHeaderTooLongToParseIsNeitherReadNorBelieved() {
        long size = 1L << 40;
        for (long length : List.of((16L << 20) + 1, 100_000_000L, 1L << 31, 1L << 39, Long.MAX_VALUE, -1L)) {
            var file = new MemoryFile(
                    size, Map.of(0L, new LittleEndian().u64(length).text("{").toBytes()));

            assertThat(Layouts.of(file)).isEqualTo(Layouts.opaque(size));
            assertThat(file.bytesRead()).isLessThan(100_000);
        }
    }

    private static String one(String dtype, String shape, long from, long to) {
        return "{'a':{'dtype':'%s','shape':%s,'data_offsets':[%d,%d]}}".formatted(dtype, shape, from, to);
    }

    private static LittleEndian header(String json) {
        return new LittleEndian().u64(json.length()).text(json.replace('\'', '"'));
    }
}
