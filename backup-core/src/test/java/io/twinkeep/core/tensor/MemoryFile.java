package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A file in memory, which may be as large as a long: bytes at some places, zeros between. Counts what is read. */
public final class MemoryFile implements SourceFile {
    private final long size;
    private final TreeMap<Long, byte[]> parts;
    private long bytesRead;

    public MemoryFile(byte[] content) {
        this(content.length, Map.of(0L, content));
    }

    /** @param parts by the place where they begin; they must not overlap */
    public MemoryFile(long size, Map<Long, byte[]> parts) {
        this.size = size;
        this.parts = new TreeMap<>(parts);
    }

    public synchronized long bytesRead() {
        return bytesRead;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] array, int offset, int length) {
        int count = (int) Math.max(0, Math.min(length, size - position));
        Arrays.fill(array, offset, offset + count, (byte) 0);
        parts.forEach((start, bytes) -> {
            long from = Math.max(start, position);
            long to = Math.min(start + bytes.length, position + count);
            if (from < to) {
                System.arraycopy(
                        bytes, (int) (from - start), array, (int) (offset + from - position), (int) (to - from));
            }
        });
        synchronized (this) {
            bytesRead += count;
        }
        return count;
    }

    @Override
    public void close() {}
}
