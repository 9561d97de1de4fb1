package io.twinkeep.core.tensor;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * safetensors: the header's length as an unsigned 64-bit number, a JSON header, then the tensors' bytes, which the
 * header places by offsets from its own end.
 */
final class SafetensorsLayout {
    /**
     * The format allows 100,000,000 bytes. Parsed, a header takes some ten times its size; 16 MiB hold more than
     * 100,000 tensors, twenty times what large models have, so longer ones are not worth the memory.
     */
    static final int MAX_HEADER = 16 << 20;

    /** Three per tensor in the densest header of {@link #MAX_HEADER}; bounds what an array of empty arrays costs. */
    private static final int MAX_CONTAINERS = 1_000_000;

    private static final int LENGTH_BYTES = 8;
    private static final String METADATA = "__metadata__";

    private SafetensorsLayout() {}

    static boolean matches(byte[] start) {
        return start.length > LENGTH_BYTES && start[LENGTH_BYTES] == '{';
    }

    static List<Extent> read(SourceFile file) throws Malformed {
        var reader = new HeaderReader(file, 0, LENGTH_BYTES + (long) MAX_HEADER);
        long length = reader.size();
        byte[] header = reader.bytes(length, MAX_HEADER);
        long dataStart = LENGTH_BYTES + length;
        var extents = new ArrayList<Extent>();
        extents.add(new Extent(0, dataStart, ElementType.OPAQUE, ""));
        for (Map.Entry<String, Object> entry : parse(header).entrySet()) {
            if (!entry.getKey().equals(METADATA)) {
                extents.add(tensor(entry.getKey(), entry.getValue(), dataStart, file.size() - dataStart));
            }
        }
        return Cover.of(file.size(), extents);
    }

    private static Map<String, Object> parse(byte[] header) throws Malformed {
        int containers = 0;
        for (byte b : header) {
            containers += b == '{' || b == '[' ? 1 : 0;
        }
        if (containers > MAX_CONTAINERS) {
            throw new Malformed("too many objects and arrays");
        }
        try {
            return Json.object(header, "safetensors header");
        } catch (Corrupt e) {
            throw new Malformed(e.getMessage());
        }
    }

    private static Extent tensor(String name, Object value, long dataStart, long dataSize) throws Malformed {
        if (!(value instanceof Map<?, ?> entry) || !(entry.get("dtype") instanceof String dtype)) {
            throw new Malformed("a tensor without a dtype");
        }
        List<Long> shape = numbers(entry.get("shape"));
        List<Long> offsets = numbers(entry.get("data_offsets"));
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > dataSize) {
            throw new Malformed("a tensor outside the file");
        }
        long length = offsets.get(1) - offsets.get(0);
        SafetensorsType type = SafetensorsType.named(dtype);
        type.check(TensorName.elements(shape), length);
        return new Extent(dataStart + offsets.get(0), length, type.elementType(), TensorName.of(name, dtype, shape));
    }

    /** Whole numbers from 0 to 2^63 - 1. */
    private static List<Long> numbers(Object value) throws Malformed {
        if (!(value instanceof List<?> list) || list.size() > TensorName.MAX_DIMENSIONS) {
            throw new Malformed("no list of numbers");
        }
        var numbers = new ArrayList<Long>(list.size());
        for (Object item : list) {
            if (!(item instanceof Long number) || number < 0) {
                throw new Malformed("not a size");
            }
            numbers.add(number);
        }
        return numbers;
    }
}
