package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * GGUF, versions 2 and 3, little-endian: metadata, then what each tensor is and where, then the tensors' bytes. Version
 * 1 and big-endian files are opaque: hardly anybody has one.
 */
final class GgufLayout {
    /** Metadata hold a tokenizer's vocabulary, some 20 MB at most; the bound is also what a hostile file can make us read. */
    static final int MAX_HEADER = 64 << 20;

    private static final byte[] MAGIC = {'G', 'G', 'U', 'F'};
    private static final int MAX_NAME = 64 << 10;
    /** Offset, type, number of dimensions, and the length of the name. */
    private static final int LEAST_TENSOR_BYTES = 8 + 4 + 4 + 8;

    private final SourceFile file;
    private final HeaderReader reader;

    private GgufLayout(SourceFile file) throws Malformed {
        this.file = file;
        this.reader = new HeaderReader(file, 0, MAX_HEADER);
    }

    /** A tensor as the header tells it; the offset counts from the start of the data. */
    private record Info(String name, GgmlType type, List<Long> shape, long offset) {}

    static boolean matches(byte[] start) {
        return start.length > MAGIC.length && Arrays.equals(MAGIC, 0, 4, start, 0, 4);
    }

    static List<Extent> read(SourceFile file) throws Malformed {
        return new GgufLayout(file).read();
    }

    private List<Extent> read() throws Malformed {
        reader.skip(MAGIC.length);
        int version = reader.i32();
        if (version != 2 && version != 3) {
            throw new Malformed("GGUF of another version");
        }
        long tensors = reader.size();
        long keys = reader.size();
        if (tensors > TensorLayouts.MAX_TENSORS || tensors > reader.remaining() / LEAST_TENSOR_BYTES) {
            throw new Malformed("more tensors than the header has room for");
        }
        long alignment = new GgufMetadata(reader).alignment(keys);
        List<Info> infos = readInfos((int) tensors);
        long dataStart = (reader.position() + alignment - 1) & -alignment;
        return Cover.of(file.size(), extents(infos, dataStart));
    }

    private List<Info> readInfos(int count) throws Malformed {
        var infos = new ArrayList<Info>();
        for (int i = 0; i < count; i++) {
            String name = reader.text(reader.size(), MAX_NAME);
            int dimensions = reader.i32();
            if (dimensions < 0 || dimensions > TensorName.MAX_DIMENSIONS) {
                throw new Malformed("too many dimensions");
            }
            var shape = new ArrayList<Long>(dimensions);
            for (int d = 0; d < dimensions; d++) {
                shape.add(reader.size());
            }
            infos.add(new Info(name, GgmlType.numbered(reader.i32()), shape, reader.size()));
        }
        return infos;
    }

    private List<Extent> extents(List<Info> infos, long dataStart) throws Malformed {
        long dataSize = file.size() - dataStart;
        long[] offsets = infos.stream().mapToLong(Info::offset).sorted().toArray();
        var extents = new ArrayList<Extent>(infos.size() + 1);
        if (dataSize >= 0) {
            extents.add(new Extent(0, dataStart, ElementType.OPAQUE, ""));
        }
        for (Info info : infos) {
            long elements = TensorName.elements(info.shape());
            if (elements == 0) {
                continue;
            }
            if (info.offset() >= dataSize) {
                throw new Malformed("a tensor outside the file");
            }
            long length = info.type().isKnown()
                    ? info.type().bytes(elements)
                    : nextAfter(offsets, info.offset(), dataSize) - info.offset();
            String name = TensorName.of(info.name(), info.type().name(), info.shape());
            extents.add(
                    new Extent(dataStart + info.offset(), length, info.type().elementType(), name));
        }
        return extents;
    }

    /** Where the tensor at that offset must end at the latest: a type of unknown size is taken to fill its room. */
    private static long nextAfter(long[] offsets, long offset, long dataSize) {
        int index = Arrays.binarySearch(offsets, offset + 1);
        int next = index < 0 ? -index - 1 : index;
        return next < offsets.length ? Math.min(offsets[next], dataSize) : dataSize;
    }
}
