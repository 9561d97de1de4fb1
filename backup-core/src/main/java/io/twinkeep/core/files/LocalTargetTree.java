package io.twinkeep.core.files;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A tree on a local disk or mount. Files grow in {@code .twinkeep-partial}, which only the owner can enter. Of a mode
 * the nine permission bits are set, never setuid, setgid or sticky: a backup must not be a way to plant programs.
 * A crash leaves whole old files, whole new files and partial files, which the next run continues.
 */
final class LocalTargetTree implements TargetTree {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final LocalRoot root;
    private final LocalDirectories directories;
    private final LocalAttributes attributes = new LocalAttributes();
    private final Path partials;
    private final AtomicLong links = new AtomicLong();

    LocalTargetTree(LocalRoot root) {
        this.root = root;
        this.directories = new LocalDirectories(root);
        this.partials = root.at(LocalRoot.PARTIALS);
    }

    @Override
    public SourceTree current() {
        try {
            directories.makeRoot();
            return new LocalSourceTree(root);
        } catch (IOException e) {
            throw DiskFailures.unwritable(root.toString(), e);
        }
    }

    @Override
    public void refuseUnwritable() {
        try {
            Path directory = root.directory();
            // A directory without its owner's right to write gets it for the time of the restore.
            boolean loosened = !Files.isWritable(directory)
                    && !Files.getFileStore(directory).isReadOnly();
            if (!loosened && !Files.exists(partials, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(partials, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                Files.deleteIfExists(partials);
            }
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Somebody else writes here at this moment.
        } catch (IOException e) {
            throw DiskFailures.unwritable(root.toString(), e);
        }
    }

    @Override
    public Claim claim() {
        try {
            var claim = LocalClaim.take(partials, this::makePartials, root.toString());
            return () -> release(claim);
        } catch (IOException e) {
            throw DiskFailures.unwritable(root.toString(), e);
        }
    }

    private void release(LocalClaim claim) {
        try {
            directories.readyForChange(root.directory());
            claim.release();
            directories.sync();
        } catch (IOException e) {
            // What is left of it is hidden, and the next run takes it over.
        }
    }

    @Override
    public PartialFile partial(String label) {
        Appending.requireLabel(label);
        String place = "the partial file " + label + " in " + root;
        try {
            makePartials();
            return new LocalPartialFile(partials.resolve(label), place);
        } catch (IOException e) {
            throw DiskFailures.writing(place, e);
        }
    }

    @Override
    public boolean hasPartial(String label) {
        Appending.requireLabel(label);
        return Files.exists(partials.resolve(label), LinkOption.NOFOLLOW_LINKS);
    }

    private void makePartials() throws IOException {
        directories.make(LocalRoot.PARTIALS);
        if (!Files.getPosixFilePermissions(partials).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(partials, OWNER_ONLY);
        }
    }

    @Override
    public void install(PartialFile partial, FileStat stat) {
        try (var file = (LocalPartialFile) partial) {
            attributes.set(file.file(), stat);
            file.sync();
            giveName(file.file(), stat.path());
        } catch (IOException e) {
            throw writing(stat.path(), e);
        }
    }

    @Override
    public void makeDirectory(FilePath path) {
        try {
            directories.make(path);
        } catch (IOException e) {
            throw writing(path, e);
        }
    }

    @Override
    public void makeSymlink(FileStat stat) {
        try {
            makePartials();
            // '~' can't start a label, so no content's partial file has this name.
            Path link = partials.resolve("~link-" + links.incrementAndGet());
            Files.deleteIfExists(link);
            NativeSymlink.make(link, stat.target());
            attributes.set(link, stat);
            giveName(link, stat.path());
        } catch (IOException e) {
            throw writing(stat.path(), e);
        }
    }

    /** The smallest step that makes the entry visible; it replaces a file or symlink in one go. */
    private void giveName(Path ready, FilePath path) throws IOException {
        directories.makeParents(path);
        directories.clearWayForFile(path);
        Files.move(ready, root.at(path), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void setAttributes(FileStat stat) {
        Path place = root.at(stat.path());
        try {
            var now = directories.hasRealParents(stat.path()) ? LocalStat.read(place, stat.path()) : null;
            if (now == null || now.isEmpty() || now.get().kind() != stat.kind()) {
                throw new Failed(
                        root.place(stat.path()) + " was exchanged while it was restored",
                        "run the same command again when nothing else writes there");
            }
            directories.forgetMode(place);
            attributes.correct(place, now.get(), stat);
        } catch (IOException e) {
            throw writing(stat.path(), e);
        }
    }

    @Override
    public List<Skipped> notSet() {
        return attributes.notSet();
    }

    @Override
    public void remove(FilePath path) {
        try {
            if (directories.hasRealParents(path) && Files.exists(root.at(path), LinkOption.NOFOLLOW_LINKS)) {
                directories.readyForChange(root.at(path).getParent());
                Files.deleteIfExists(root.at(path));
            }
        } catch (DirectoryNotEmptyException e) {
            throw directories.notEmpty(path, e);
        } catch (NotDirectoryException e) {
            // A parent became a file meanwhile, so it is gone.
        } catch (IOException e) {
            throw writing(path, e);
        }
    }

    @Override
    public void finish() {
        try {
            directories.sync();
            removePartials();
            directories.sync();
        } catch (IOException e) {
            throw DiskFailures.writing(root.toString(), e);
        }
    }

    private void removePartials() throws IOException {
        if (!Files.isDirectory(partials, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean claimed = false;
        try (var left = Files.newDirectoryStream(partials)) {
            for (Path file : left) {
                if (file.endsWith(LocalClaim.NAME)) {
                    claimed = true;
                } else {
                    Files.delete(file);
                }
            }
        }
        if (!claimed) {
            directories.readyForChange(root.directory());
            Files.delete(partials);
        }
    }

    @Override
    public long freeBytes() {
        Path existing = root.directory();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            // Asked for advice only: a disk that can't say is tried.
            return Long.MAX_VALUE;
        }
    }

    private BackupException writing(FilePath path, IOException cause) {
        return DiskFailures.writing(root.place(path), cause);
    }

    @Override
    public String toString() {
        return root.toString();
    }

    @Override
    public void close() {}
}
