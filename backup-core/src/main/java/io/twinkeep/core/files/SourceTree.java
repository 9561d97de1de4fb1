package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.util.List;
import java.util.function.Consumer;

/**
 * A directory to be read. Implementations are safe for use by many threads.
 */
public interface SourceTree extends AutoCloseable {
    /** The same without being told what is left out. */
    default List<FileStat> list() {
        return list(skipped -> {});
    }

    /**
     * Everything below the root except {@code .twinkeep-partial} at its top, sorted by path; the root itself is not
     * listed. Sockets, pipes and devices are left out.
     *
     * @param leftOut told of each of them; called from several threads
     * @throws io.twinkeep.core.errors.Missing if the root does not exist
     * @throws io.twinkeep.core.errors.Failed if anything below can't be listed: a partial listing is never returned
     */
    List<FileStat> list(Consumer<Skipped> leftOut);

    /**
     * Whether a file whose content was changed always looks changed too, as it does where there is a ctime. Where not, only
     * reading tells: programs put size and mtime back ({@code cp -p}, {@code rsync -t}, {@code tar}).
     */
    boolean showsEveryChange();

    /**
     * The entry as it is now.
     *
     * @throws io.twinkeep.core.errors.Missing if it is gone
     */
    FileStat stat(FilePath path);

    /**
     * Opens a regular file for reading; a symlink at its place is not followed.
     *
     * @throws io.twinkeep.core.errors.Missing if it is gone
     */
    SourceFile open(FilePath path);

    /** For people: the root's place, without credentials. */
    @Override
    String toString();

    @Override
    void close();
}
