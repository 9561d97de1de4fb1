package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.twinkeep.core.ids.FilePath;
import java.util.List;
import java.util.Map;

/** Asks for the extents of bytes, and checks what has to hold for every file whatsoever. */
final class Layouts {
    private static final FilePath PATH = FilePath.of("unet/weights.bin");

    private Layouts() {}

    static List<Extent> of(byte[] content) {
        return of(new MemoryFile(content));
    }

    static List<Extent> of(LittleEndian content) {
        return of(content.toBytes());
    }

    /** A file of so many bytes that begins with these and is zero for the rest. */
    static List<Extent> of(LittleEndian start, long size) {
        return of(new MemoryFile(size, Map.of(0L, start.toBytes())));
    }

    static List<Extent> of(MemoryFile file) {
        List<Extent> extents = TensorLayouts.of(PATH, file);
        assertCover(file.size(), extents);
        return extents;
    }

    static List<Extent> tensors(List<Extent> extents) {
        return extents.stream().filter(extent -> !extent.name().isEmpty()).toList();
    }

    static List<Extent> opaque(long size) {
        return List.of(new Extent(0, size, ElementType.OPAQUE, ""));
    }

    /** Plain conditions, because fuzzing asks millions of times. */
    private static void assertCover(long size, List<Extent> extents) {
        long end = 0;
        for (Extent extent : extents) {
            boolean isNamelessTensor = extent.name().isEmpty() && extent.type() != ElementType.OPAQUE;
            if (extent.offset() != end || extent.length() <= 0 || isNamelessTensor) {
                fail("wrong at " + end + ": " + extent);
            }
            end += extent.length();
        }
        assertThat(end).isEqualTo(size);
    }
}
