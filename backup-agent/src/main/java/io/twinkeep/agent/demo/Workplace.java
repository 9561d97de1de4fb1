package io.twinkeep.agent.demo;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The demonstration's own temporary folder: everything it writes is below it, and nothing else is ever deleted. */
final class Workplace implements AutoCloseable {
    private static final int ATTEMPTS = 50;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path root;
    private final boolean keep;
    private final Thread hook = new Thread(this::removeQuietly);

    private Workplace(Path root, boolean keep) {
        this.root = root;
        this.keep = keep;
    }

    /** Makes a folder that only this user can read; it goes at the end, also of a run that is stopped. */
    static Workplace make(Path parent, boolean keep) {
        try {
            var made = new Workplace(Files.createTempDirectory(parent, "twinkeep-demo-"), keep);
            if (!keep) {
                Runtime.getRuntime().addShutdownHook(made.hook);
            }
            return made;
        } catch (IOException e) {
            throw new Failed("no folder can be made in " + parent + ": " + e, "name another one with --temp", e);
        }
    }

    Path root() {
        return root;
    }

    /** A folder of that name, made. */
    Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new Failed("the folder " + root.resolve(name) + " can't be made: " + e, "", e);
        }
    }

    long freeBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Deletes a folder with all that is in it. @throws IllegalArgumentException if it is not ours */
    void delete(Path folder) {
        if (!folder.startsWith(root)) {
            throw new IllegalArgumentException(folder + " is not below " + root);
        }
        try (var found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Gone already.
        } catch (UncheckedIOException e) {
            throw new Failed("the folder " + folder + " changes while it is deleted: " + e, "delete it by hand", e);
        } catch (IOException e) {
            throw new Failed("the folder " + folder + " can't be deleted: " + e, "delete it by hand", e);
        }
    }

    /** The program is ending in the middle of its work: until its threads notice, files still come and go. */
    private void removeQuietly() {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(root); attempt++) {
            try {
                delete(root);
            } catch (RuntimeException e) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    @Override
    public void close() {
        if (!keep) {
            Runtime.getRuntime().removeShutdownHook(hook);
            delete(root);
        }
    }
}
