package io.twinkeep.core.files;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.vfs2.CacheStrategy;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.NameScope;
import org.apache.commons.vfs2.cache.NullFilesCache;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.provider.UriParser;

/**
 * A directory on any file system that commons-vfs2 has a provider for. VFS knows no modes and can't read or make
 * symlinks; where it can see one, the tree is refused rather than followed. Names are UTF-8 text without backslashes.
 */
final class VfsDisk implements RemoteDisk {
    private static final long NANOSECONDS_PER_MILLISECOND = 1_000_000L;

    private final StandardFileSystemManager manager;
    private final FileObject root;

    private VfsDisk(StandardFileSystemManager manager, FileObject root) {
        this.manager = manager;
        this.root = root;
    }

    static VfsDisk open(String location) {
        String shown = location.replaceFirst("//[^/]*@", "//…@");
        var manager = new StandardFileSystemManager();
        try {
            // Nothing is remembered between calls, as others write there too. The other strategies wrap files in
            // a class that denies all symlinks.
            manager.setFilesCache(new NullFilesCache());
            manager.setCacheStrategy(CacheStrategy.MANUAL);
            manager.init();
            return new VfsDisk(manager, manager.resolveFile(location));
        } catch (FileSystemException e) {
            manager.close();
            // VFS's own text may show the password, so neither it nor the exception is handed on.
            throw new BadUsage(
                    "'" + shown + "' can't be opened", "give a path, or an address that starts with sftp: or file:");
        }
    }

    /** An action on a file of VFS. */
    private interface Action<T> {
        T on(FileObject file) throws IOException;
    }

    /** Files of VFS are not safe for many threads, so each action gets its own and they take turns. */
    private synchronized <T> T with(String verb, FilePath path, Action<T> action) {
        try (FileObject file = file(path)) {
            return action.on(file);
        } catch (IOException e) {
            throw failed(verb, path, e);
        }
    }

    private FileObject file(FilePath path) throws FileSystemException {
        return root.resolveFile(UriParser.encode(text(path), new char[] {'?', '#'}), NameScope.DESCENDENT);
    }

    private String text(FilePath path) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(path.bytes()))
                    .toString();
            if (text.indexOf('\\') < 0) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Said below.
        }
        throw new Failed(
                "the name " + path + " is not UTF-8 text or has a backslash, so it can't be in " + this,
                "use a local directory or sftp");
    }

    @Override
    public synchronized List<FileStat> list(Optional<FilePath> directory, Consumer<Skipped> leftOut) {
        String place = directory.map(this::place).orElse(toString());
        try (FileObject folder = directory.isPresent()
                ? file(directory.get())
                : root.getFileSystem().resolveFile(root.getName())) {
            if (folder.getType() != FileType.FOLDER) {
                throw new Missing("the directory " + place + " does not exist");
            }
            var found = new ArrayList<FileStat>();
            for (FileObject child : folder.getChildren()) {
                try (child) {
                    byte[] name =
                            UriParser.decode(child.getName().getBaseName()).getBytes(StandardCharsets.UTF_8);
                    found.add(listed(
                            child,
                            directory.map(above -> above.resolve(name)).orElseGet(() -> FilePath.ofBytes(name))));
                }
            }
            return found;
        } catch (IOException e) {
            throw failed("list", place, e);
        }
    }

    private FileStat listed(FileObject file, FilePath path) throws FileSystemException {
        return stat(file, path)
                .filter(stat -> {
                    if (stat.kind() == FileStat.Kind.SYMLINK) {
                        throw new Failed(
                                place(path) + " is a symlink, whose target can't be read there",
                                "use a local directory or sftp");
                    }
                    return true;
                })
                .orElseThrow(() -> new Failed(
                        place(path) + " vanished, is a dangling symlink, or has a name that is not UTF-8 text",
                        "run again when nothing writes there; if it stays, use a local directory or sftp"));
    }

    @Override
    public Optional<FileStat> stat(FilePath path) {
        return with("look at", path, file -> stat(file, path));
    }

    private static Optional<FileStat> stat(FileObject file, FilePath path) throws FileSystemException {
        if (file.isSymbolicLink()) {
            return Optional.of(new FileStat(path, FileStat.Kind.SYMLINK, 0, -1, 0, 0, 0, ""));
        }
        if (file.getType() == FileType.IMAGINARY) {
            return Optional.empty();
        }
        boolean directory = file.getType() == FileType.FOLDER;
        long modified = file.getContent().getLastModifiedTime() * NANOSECONDS_PER_MILLISECOND;
        long size = directory ? 0 : file.getContent().getSize();
        var kind = directory ? FileStat.Kind.DIRECTORY : FileStat.Kind.FILE;
        return Optional.of(new FileStat(path, kind, size, -1, modified, 0, 0, ""));
    }

    @Override
    public synchronized InputStream read(FilePath path, long from) throws IOException {
        var stream = file(path).getContent().getInputStream();
        stream.skipNBytes(from);
        return stream;
    }

    @Override
    public synchronized OutputStream append(FilePath path) throws IOException {
        return file(path).getContent().getOutputStream(true);
    }

    @Override
    public long cut(FilePath path, long size) {
        return with("write", path, file -> {
            file.getContent().getOutputStream(false).close();
            return 0L;
        });
    }

    @Override
    public synchronized void makeRoot() {
        try (FileObject folder = root.getFileSystem().resolveFile(root.getName())) {
            folder.createFolder();
        } catch (FileSystemException e) {
            throw failed("make", toString(), e);
        }
    }

    @Override
    public void makeDirectory(FilePath path) {
        with("make", path, file -> {
            file.createFolder();
            return null;
        });
    }

    @Override
    public void makeSymlink(FilePath path, String target) {
        throw new Failed("can't make symlinks in " + this, "use a local directory or sftp");
    }

    @Override
    public void rename(FilePath from, FilePath to) {
        stat(to).ifPresent(this::refuseSymlink);
        with("write", to, file -> {
            try (FileObject ready = file(from)) {
                ready.moveTo(file);
            }
            return null;
        });
    }

    /** VFS removes what a symlink leads to along with it, so we keep it from trying. */
    private void refuseSymlink(FileStat entry) {
        if (entry.kind() == FileStat.Kind.SYMLINK) {
            throw new Refused(
                    place(entry.path()) + " is a symlink, which can't be replaced safely there", "remove it by hand");
        }
    }

    @Override
    public void remove(FileStat entry) {
        refuseSymlink(entry);
        with("remove", entry.path(), FileObject::delete);
    }

    @Override
    public boolean setAttributes(FilePath path, FileStat stat) {
        return with("write", path, file -> {
            file.getContent().setLastModifiedTime(Math.floorDiv(stat.modified(), NANOSECONDS_PER_MILLISECOND));
            return true;
        });
    }

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public BackupException failed(String verb, FilePath path, IOException cause) {
        return failed(verb, place(path), cause);
    }

    private static BackupException failed(String verb, String place, IOException cause) {
        return new Failed("can't " + verb + " " + place + ": " + cause.getMessage(), "", cause);
    }

    @Override
    public String place(FilePath path) {
        return path + " in " + this;
    }

    @Override
    public String toString() {
        return root.getName().getFriendlyURI();
    }

    @Override
    public void close() {
        manager.close();
    }
}
