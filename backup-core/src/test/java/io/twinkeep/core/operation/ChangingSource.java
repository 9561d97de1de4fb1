package io.twinkeep.core.operation;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.FilePath;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** A local directory to which something happens at each read, and whose stamps may lie. */
final class ChangingSource implements SourceTree {
    private final SourceTree tree;
    private final IntConsumer beforeRead;
    private final UnaryOperator<FileStat> stamps;
    private final AtomicInteger reads = new AtomicInteger();

    /** @param beforeRead told the number of the read, from 1 */
    ChangingSource(Path root, IntConsumer beforeRead, UnaryOperator<FileStat> stamps) {
        this.tree = FileTrees.source(root.toString(), VfsSettings.DEFAULT);
        this.beforeRead = beforeRead;
        this.stamps = stamps;
    }

    @Override
    public List<FileStat> list(Consumer<Skipped> leftOut) {
        return tree.list(leftOut).stream().map(stamps).toList();
    }

    @Override
    public boolean showsEveryChange() {
        return tree.showsEveryChange();
    }

    @Override
    public FileStat stat(FilePath path) {
        return stamps.apply(tree.stat(path));
    }

    @Override
    public SourceFile open(FilePath path) {
        SourceFile file = tree.open(path);
        return new SourceFile() {
            @Override
            public long size() {
                return file.size();
            }

            @Override
            public int read(long position, byte[] array, int offset, int length) {
                beforeRead.accept(reads.incrementAndGet());
                return file.read(position, array, offset, length);
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @Override
    public String toString() {
        return tree.toString();
    }

    @Override
    public void close() {
        tree.close();
    }
}
