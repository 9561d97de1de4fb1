package io.twinkeep.core.tensor;

import static io.twinkeep.core.tensor.ElementType.BF16;
import static io.twinkeep.core.tensor.ElementType.F16;
import static io.twinkeep.core.tensor.ElementType.F32;
import static io.twinkeep.core.tensor.ElementType.F64;
import static io.twinkeep.core.tensor.ElementType.F8;
import static io.twinkeep.core.tensor.ElementType.I16;
import static io.twinkeep.core.tensor.ElementType.I32;
import static io.twinkeep.core.tensor.ElementType.I64;
import static io.twinkeep.core.tensor.ElementType.I8;
import static io.twinkeep.core.tensor.ElementType.OPAQUE;
import static io.twinkeep.core.tensor.ElementType.PACKED;

import java.util.Map;

/**
 * What a dtype of safetensors means for coding.
 *
 * @param bits of one element; 0 if the dtype is unknown, so that nothing can be checked
 */
record SafetensorsType(ElementType elementType, int bits) {
    /** A dtype newer than this program: the tensor is still found by its name, its bytes speak for themselves. */
    private static final SafetensorsType UNKNOWN = new SafetensorsType(OPAQUE, 0);

    private static final Map<String, SafetensorsType> BY_NAME = Map.ofEntries(
            type("BF16", BF16, 16),
            type("F16", F16, 16),
            type("F32", F32, 32),
            type("C64", F32, 64),
            type("F64", F64, 64),
            type("F8_E4M3", F8, 8),
            type("F8_E5M2", F8, 8),
            type("F8_E4M3FNUZ", F8, 8),
            type("F8_E5M2FNUZ", F8, 8),
            type("F8_E8M0", F8, 8),
            type("F6_E2M3", PACKED, 6),
            type("F6_E3M2", PACKED, 6),
            type("F4", PACKED, 4),
            type("I8", I8, 8),
            // 8-bit unsigned tensors of models hold packed 4-bit weights or quantised ones, hardly ever counts
            type("U8", PACKED, 8),
            type("BOOL", OPAQUE, 8),
            type("I16", I16, 16),
            type("U16", I16, 16),
            type("I32", I32, 32),
            type("U32", I32, 32),
            type("I64", I64, 64),
            type("U64", I64, 64));

    static SafetensorsType named(String dtype) {
        return BY_NAME.getOrDefault(dtype, UNKNOWN);
    }

    /** @throws Malformed unless so many elements fill so many bytes exactly */
    void check(long elements, long bytes) throws Malformed {
        if (bits != 0 && TensorName.multiply(elements, bits) != TensorName.multiply(bytes, 8)) {
            throw new Malformed("a tensor's shape does not fit its bytes");
        }
    }

    private static Map.Entry<String, SafetensorsType> type(String name, ElementType elementType, int bits) {
        return Map.entry(name, new SafetensorsType(elementType, bits));
    }
}
