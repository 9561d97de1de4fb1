package io.twinkeep.core.files;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A tree on a remote disk. */
final class RemoteSourceTree implements SourceTree {
    private final RemoteDisk disk;
    private final Lanes lanes;
    private final VfsSettings.Times times;
    private final Runnable onClose;

    /** @param onClose closes the disk, unless somebody else still uses it */
    RemoteSourceTree(RemoteDisk disk, Lanes lanes, VfsSettings.Times times, Runnable onClose) {
        this.disk = disk;
        this.lanes = lanes;
        this.times = times;
        this.onClose = onClose;
    }

    @Override
    public List<FileStat> list(Consumer<Skipped> leftOut) {
        var found = new ArrayList<FileStat>();
        var directories = new ArrayDeque<FilePath>();
        add(disk.list(Optional.empty(), leftOut), found, directories);
        while (!directories.isEmpty()) {
            add(listBelow(directories.remove(), leftOut), found, directories);
        }
        found.sort(Comparator.comparing(FileStat::path));
        return found;
    }

    private static void add(List<FileStat> entries, List<FileStat> found, ArrayDeque<FilePath> directories) {
        for (FileStat stat : entries) {
            if (!stat.path().equals(LocalRoot.PARTIALS)) {
                found.add(stat);
                if (stat.kind() == FileStat.Kind.DIRECTORY) {
                    directories.add(stat.path());
                }
            }
        }
    }

    private List<FileStat> listBelow(FilePath directory, Consumer<Skipped> leftOut) {
        try {
            return disk.list(Optional.of(directory), leftOut);
        } catch (Missing e) {
            throw new Failed(
                    disk.place(directory) + " vanished while it was listed", "run again when nothing writes there", e);
        }
    }

    /** None of the protocols tells a ctime. */
    @Override
    public boolean showsEveryChange() {
        return times == VfsSettings.Times.TRUSTED;
    }

    @Override
    public FileStat stat(FilePath path) {
        return disk.stat(path).orElseThrow(() -> new Missing(disk.place(path) + " is not there"));
    }

    @Override
    public SourceFile open(FilePath path) {
        FileStat stat = stat(path);
        if (stat.kind() != FileStat.Kind.FILE) {
            throw new Failed(
                    disk.place(path) + " is not a regular file any more", "run again when nothing writes there");
        }
        return new RemoteSourceFile(disk, lanes.next(), stat);
    }

    @Override
    public String toString() {
        return disk.toString();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
