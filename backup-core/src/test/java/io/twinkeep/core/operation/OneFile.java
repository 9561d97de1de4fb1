package io.twinkeep.core.operation;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** A directory of one small file, in memory. Every text is another version. */
record OneFile(String text) implements SourceTree {
    private static final FilePath PATH = FilePath.of("weights.bin");

    @Override
    public List<FileStat> list(Consumer<Skipped> leftOut) {
        return List.of(stat(PATH));
    }

    @Override
    public boolean showsEveryChange() {
        return true;
    }

    @Override
    public FileStat stat(FilePath path) {
        return new FileStat(PATH, FileStat.Kind.FILE, bytes().length, 0644, text.hashCode(), 0, 1, "");
    }

    @Override
    public SourceFile open(FilePath path) {
        return new SourceFile() {
            @Override
            public long size() {
                return bytes().length;
            }

            @Override
            public int read(long position, byte[] array, int offset, int length) {
                int count = Math.clamp(bytes().length - position, 0, length);
                System.arraycopy(bytes(), (int) position, array, offset, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
