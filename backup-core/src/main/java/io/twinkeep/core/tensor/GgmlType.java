package io.twinkeep.core.tensor;

import static io.twinkeep.core.tensor.ElementType.BF16;
import static io.twinkeep.core.tensor.ElementType.F16;
import static io.twinkeep.core.tensor.ElementType.F32;
import static io.twinkeep.core.tensor.ElementType.F64;
import static io.twinkeep.core.tensor.ElementType.I16;
import static io.twinkeep.core.tensor.ElementType.I32;
import static io.twinkeep.core.tensor.ElementType.I64;
import static io.twinkeep.core.tensor.ElementType.I8;
import static io.twinkeep.core.tensor.ElementType.OPAQUE;
import static io.twinkeep.core.tensor.ElementType.PACKED;

import java.util.Map;

/**
 * How GGUF stores the elements of a tensor: blocks of so many weights in so many bytes.
 *
 * @param blockElements 0 if the type is unknown, so that its size cannot be told
 */
record GgmlType(String name, ElementType elementType, int blockElements, int blockBytes) {
    /** By the number in the file. 9 (Q8_1) is left out: its size changed between versions, and no file stores it. */
    private static final Map<Integer, GgmlType> BY_NUMBER = Map.ofEntries(
            plain(0, "F32", F32),
            plain(1, "F16", F16),
            blocks(2, "Q4_0", 32, 18),
            blocks(3, "Q4_1", 32, 20),
            blocks(6, "Q5_0", 32, 22),
            blocks(7, "Q5_1", 32, 24),
            blocks(8, "Q8_0", 32, 34),
            blocks(10, "Q2_K", 256, 84),
            blocks(11, "Q3_K", 256, 110),
            blocks(12, "Q4_K", 256, 144),
            blocks(13, "Q5_K", 256, 176),
            blocks(14, "Q6_K", 256, 210),
            blocks(15, "Q8_K", 256, 292),
            blocks(16, "IQ2_XXS", 256, 66),
            blocks(17, "IQ2_XS", 256, 74),
            blocks(18, "IQ3_XXS", 256, 98),
            blocks(19, "IQ1_S", 256, 50),
            blocks(20, "IQ4_NL", 32, 18),
            blocks(21, "IQ3_S", 256, 110),
            blocks(22, "IQ2_S", 256, 82),
            blocks(23, "IQ4_XS", 256, 136),
            plain(24, "I8", I8),
            plain(25, "I16", I16),
            plain(26, "I32", I32),
            plain(27, "I64", I64),
            plain(28, "F64", F64),
            blocks(29, "IQ1_M", 256, 56),
            plain(30, "BF16", BF16),
            blocks(34, "TQ1_0", 256, 54),
            blocks(35, "TQ2_0", 256, 66),
            blocks(39, "MXFP4", 32, 17),
            blocks(40, "NVFP4", 64, 36));

    static GgmlType numbered(int number) {
        GgmlType known = BY_NUMBER.get(number);
        return known != null ? known : new GgmlType("type" + number, OPAQUE, 0, 0);
    }

    boolean isKnown() {
        return blockElements != 0;
    }

    /** Bytes of a tensor of so many elements; only for a known type. */
    long bytes(long elements) throws Malformed {
        if (elements % blockElements != 0) {
            throw new Malformed("a tensor ends within a block");
        }
        return TensorName.multiply(elements / blockElements, blockBytes);
    }

    private static Map.Entry<Integer, GgmlType> plain(int number, String name, ElementType elementType) {
        return Map.entry(number, new GgmlType(name, elementType, 1, elementType.bytes()));
    }

    private static Map.Entry<Integer, GgmlType> blocks(int number, String name, int elements, int bytes) {
        return Map.entry(number, new GgmlType(name, PACKED, elements, bytes));
    }
}
