package io.twinkeep.core.files;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A tree on a local disk or mount; holds nothing open between calls. */
final class LocalSourceTree implements SourceTree {
    private final LocalRoot root;
    private final Opening opening;

    LocalSourceTree(LocalRoot root) {
        this(root, LocalSourceTree::usual);
    }

    LocalSourceTree(LocalRoot root, Opening opening) {
        this.root = root;
        this.opening = opening;
    }

    /** How a regular file is opened, without following a symlink. */
    interface Opening {
        SourceFile open(Path file, String place) throws IOException;
    }

    private static SourceFile usual(Path file, String place) throws IOException {
        var channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        return new LocalSourceFile(channel, place);
    }

    @Override
    public List<FileStat> list(Consumer<Skipped> leftOut) {
        return new LocalListing(root, leftOut).list();
    }

    @Override
    public boolean showsEveryChange() {
        return true;
    }

    @Override
    public FileStat stat(FilePath path) {
        try {
            return LocalStat.read(root.at(path), path).orElseThrow(() -> notAFile(path));
        } catch (NotDirectoryException e) {
            throw new Missing(root.place(path) + " is not there", "", e);
        } catch (IOException e) {
            throw DiskFailures.reading(root.place(path), e);
        }
    }

    @Override
    public SourceFile open(FilePath path) {
        // Looking first, because opening a pipe waits for its other end.
        if (stat(path).kind() != FileStat.Kind.FILE) {
            throw notAFile(path);
        }
        try {
            return opening.open(root.at(path), root.place(path));
        } catch (IOException e) {
            throw DiskFailures.reading(root.place(path), e);
        }
    }

    private Failed notAFile(FilePath path) {
        return new Failed(root.place(path) + " is not a regular file any more", "run again when nothing writes there");
    }

    @Override
    public String toString() {
        return root.toString();
    }

    @Override
    public void close() {}
}
