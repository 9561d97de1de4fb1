package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Objects as files below a directory that must exist already, so that an unmounted disk is noticed and not filled. A
 * write is a synced temporary file that a rename (or, for a conditional create, a hard link, which fails where a file is)
 * makes visible, then a sync of the folder: after a crash a key holds the old bytes or the new. Safe for use by many
 * threads and processes of one file system.
 *
 * <p>A key can't also be the folder of another key here: that is {@code Refused}.
 */
public final class DirectoryObjectStore implements ObjectStore {
    private final Path root;
    private final DurableFiles files;

    public DirectoryObjectStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.files = new DurableFiles(this.root);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        Path target = fileOf(key);
        Path temporary = files.writeTemporary(body);
        try {
            files.makeFolder(target.getParent());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            files.sync(target.getParent());
        } catch (IOException e) {
            throw DirectoryFailures.translate("could not write " + target, e);
        } finally {
            files.discard(temporary);
        }
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        Path target = fileOf(key);
        Path temporary = files.writeTemporary(body);
        try {
            files.makeFolder(target.getParent());
            link(target, temporary);
            syncLinked(target);
        } finally {
            files.discard(temporary);
        }
    }

    private void link(Path target, Path temporary) {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw new Conflict("object " + target + " exists already", "", e);
        } catch (UnsupportedOperationException e) {
            throw new Refused("the file system of " + root + " has no hard links", DirectoryFailures.LINKS, e);
        } catch (IOException e) {
            throw DirectoryFailures.translateLink(target, e);
        }
    }

    private void syncLinked(Path target) {
        try {
            files.sync(target.getParent());
        } catch (IOException e) {
            throw new OutcomeUnknown("created " + target + " but could not sync its folder: " + e.getMessage(), "", e);
        }
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        try (FileChannel channel = open(key)) {
            long size = channel.size();
            if (size - range.length() < range.offset()) {
                throw new Corrupt(fileOf(key) + " has " + size + " bytes, too few for " + range.length() + " from "
                        + range.offset());
            }
            return read(channel, range.offset(), range.length());
        } catch (IOException e) {
            throw DirectoryFailures.translate("could not read " + fileOf(key), e);
        }
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        try (FileChannel channel = open(key)) {
            long size = channel.size();
            if (size > limit) {
                throw new Corrupt(fileOf(key) + " has " + size + " bytes, more than " + limit);
            }
            return read(channel, 0, (int) size);
        } catch (IOException e) {
            throw DirectoryFailures.translate("could not read " + fileOf(key), e);
        }
    }

    private FileChannel open(ObjectKey key) throws IOException {
        Path file = fileOf(key);
        try {
            if (Files.isDirectory(file)) {
                throw missing(key);
            }
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw missing(key);
        }
    }

    private Missing missing(ObjectKey key) {
        files.requireRoot();
        return new Missing("there is no object " + key + " in " + root);
    }

    /** @throws EOFException if the file ends before */
    static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            var slice = ByteBuffer.wrap(bytes, done, Math.min(DurableFiles.SLICE, length - done));
            int count = channel.read(slice, offset + done);
            if (count < 0) {
                throw new EOFException("the file shrank while it was read");
            }
            done += count;
        }
        return bytes;
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        Path file = fileOf(key);
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(DirectoryListing.info(key, attributes)) : Optional.empty();
        } catch (NoSuchFileException e) {
            files.requireRoot();
            return Optional.empty();
        } catch (IOException e) {
            return DirectoryFailures.absentUnderAFile(e, "could not look at " + file);
        }
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        files.requireRoot();
        return DirectoryListing.below(fileOf(folder), folder.value());
    }

    @Override
    public void delete(ObjectKey key) {
        Path file = fileOf(key);
        try {
            // No sync: an object that comes back after a power cut is one that nobody needs, and the next prune sees
            // it.
            if (!Files.isDirectory(file)) {
                Files.deleteIfExists(file);
            }
            files.requireRoot();
        } catch (IOException e) {
            DirectoryFailures.absentUnderAFile(e, "could not delete " + file);
        }
    }

    @Override
    public Instant now() {
        return files.now();
    }

    private Path fileOf(ObjectKey key) {
        if (key.value().startsWith(DurableFiles.TEMPORARY)) {
            throw new Refused("object key " + key + " begins with the name of the temporary folder");
        }
        return root.resolve(key.value());
    }

    @Override
    public String toString() {
        return root.toString();
    }

    @Override
    public void close() {}
}
