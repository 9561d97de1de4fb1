package io.twinkeep.core.files;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A tree on a remote disk. Whether what was written outlives a power cut there is up to the other machine: the
 * protocols have no call that asks for it.
 */
final class RemoteTargetTree implements TargetTree {
    private static final long SECOND = 1_000_000_000L;
    private static final String BOTH = "time and mode";

    private final RemoteDisk disk;
    private final Lanes lanes;
    private final Queue<Skipped> notSet = new ConcurrentLinkedQueue<>();
    private final AtomicLong links = new AtomicLong();

    RemoteTargetTree(RemoteDisk disk) {
        this.disk = disk;
        this.lanes = new Lanes(disk);
    }

    @Override
    public SourceTree current() {
        disk.makeRoot();
        return new RemoteSourceTree(disk, lanes, VfsSettings.Times.NO_PROOF, () -> {});
    }

    @Override
    public void refuseUnwritable() {
        if (disk.stat(LocalRoot.PARTIALS).isEmpty()) {
            disk.makeDirectory(LocalRoot.PARTIALS);
            disk.stat(LocalRoot.PARTIALS).ifPresent(disk::remove);
        }
    }

    /** Keeps nobody out: the protocols have no locks. */
    @Override
    public Claim claim() {
        return () -> {};
    }

    @Override
    public PartialFile partial(String label) {
        Appending.requireLabel(label);
        return new RemotePartialFile(disk, lanes.next(), inPartials(label));
    }

    @Override
    public boolean hasPartial(String label) {
        Appending.requireLabel(label);
        return disk.stat(LocalRoot.PARTIALS.resolve(label.getBytes(StandardCharsets.US_ASCII)))
                .isPresent();
    }

    private FilePath inPartials(String name) {
        disk.makeRoot();
        makeOne(LocalRoot.PARTIALS);
        return LocalRoot.PARTIALS.resolve(name.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void install(PartialFile partial, FileStat stat) {
        var file = (RemotePartialFile) partial;
        file.settle();
        if (!disk.setAttributes(file.path(), stat)) {
            notSet.add(Skipped.attributes(stat.path(), BOTH));
        }
        giveName(file.path(), stat.path());
    }

    @Override
    public void makeDirectory(FilePath path) {
        makeParents(path);
        makeOne(path);
    }

    @Override
    public void makeSymlink(FileStat stat) {
        // '~' can't start a label, so no content's partial file has this name.
        FilePath link = inPartials("~link-" + links.incrementAndGet());
        disk.stat(link).ifPresent(disk::remove);
        disk.makeSymlink(link, stat.target());
        giveName(link, stat.path());
    }

    private void giveName(FilePath ready, FilePath path) {
        makeParents(path);
        if (isDirectory(path)) {
            remove(path);
        }
        disk.rename(ready, path);
    }

    private void makeParents(FilePath path) {
        disk.makeRoot();
        path.parents().forEach(this::makeOne);
    }

    /** One at a time, or a second thread would make what the first one has just made. */
    private synchronized void makeOne(FilePath path) {
        var there = disk.stat(path);
        if (there.isPresent() && there.get().kind() == FileStat.Kind.DIRECTORY) {
            return;
        }
        if (there.isPresent()) {
            throw Obstruction.of(disk.place(path), there.get().kind() == FileStat.Kind.SYMLINK, null);
        }
        disk.makeDirectory(path);
    }

    @Override
    public void setAttributes(FileStat stat) {
        var there = hasRealParents(stat.path()) ? disk.stat(stat.path()) : Optional.<FileStat>empty();
        if (!there.map(FileStat::kind).equals(Optional.of(stat.kind()))) {
            throw new Failed(
                    disk.place(stat.path()) + " was exchanged while it was restored",
                    "run the same command again when nothing else writes there");
        }
        if (!disk.setAttributes(stat.path(), stat) && !isRight(there.get(), stat)) {
            notSet.add(Skipped.attributes(stat.path(), BOTH));
        }
    }

    /** As far as whole seconds tell. */
    private static boolean isRight(FileStat there, FileStat stat) {
        return Math.floorDiv(there.modified(), SECOND) == Math.floorDiv(stat.modified(), SECOND)
                && (stat.mode() < 0 || there.mode() == (stat.mode() & 0777));
    }

    @Override
    public List<Skipped> notSet() {
        return Skipped.sorted(notSet);
    }

    @Override
    public void remove(FilePath path) {
        var there = hasRealParents(path) ? disk.stat(path) : Optional.<FileStat>empty();
        if (there.isEmpty()) {
            return;
        }
        if (there.get().kind() == FileStat.Kind.DIRECTORY
                && !disk.list(Optional.of(path)).isEmpty()) {
            throw new Refused(
                    disk.place(path) + " is a directory with files in it, so it is not removed",
                    "move them away and run the same command again");
        }
        disk.remove(there.get());
    }

    private boolean hasRealParents(FilePath path) {
        return path.parents().stream().allMatch(this::isDirectory);
    }

    private boolean isDirectory(FilePath path) {
        return disk.stat(path).map(FileStat::kind).equals(Optional.of(FileStat.Kind.DIRECTORY));
    }

    @Override
    public void finish() {
        if (isDirectory(LocalRoot.PARTIALS)) {
            disk.list(Optional.of(LocalRoot.PARTIALS)).forEach(disk::remove);
            disk.stat(LocalRoot.PARTIALS).ifPresent(disk::remove);
        }
    }

    @Override
    public long freeBytes() {
        return disk.freeBytes();
    }

    @Override
    public String toString() {
        return disk.toString();
    }

    @Override
    public void close() {
        lanes.close();
        disk.close();
    }
}
