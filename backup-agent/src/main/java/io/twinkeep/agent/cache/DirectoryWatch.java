package io.twinkeep.agent.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The system's notices (inotify) of a tree of directories. Not thread-safe, but {@link #close} may be called by any thread. */
final class DirectoryWatch implements Closeable {
    private final WatchService service;
    private final Map<WatchKey, Path> directories = new HashMap<>();

    DirectoryWatch(Path root) throws IOException {
        service = root.getFileSystem().newWatchService();
    }

    /** Watches this one directory from now on; nothing happens if it is watched already. */
    void add(Path directory) throws IOException {
        WatchKey key = directory.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        directories.put(key, directory);
    }

    int size() {
        return directories.size();
    }

    /** Waits for notices and gathers all that are there; empty after the time or when closed. */
    Notices await(Duration atMost) throws InterruptedException {
        var notices = new Notices();
        try {
            WatchKey key = service.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            while (key != null) {
                take(key, notices);
                key = service.poll();
            }
        } catch (ClosedWatchServiceException e) {
            // The watcher ends; there is nothing more to tell.
        }
        return notices;
    }

    private void take(WatchKey key, Notices notices) {
        Path directory = directories.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW || directory == null) {
                notices.lost = true;
            } else {
                Path path = directory.resolve((Path) event.context());
                boolean made = event.kind() == StandardWatchEventKinds.ENTRY_CREATE;
                boolean folder = made && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                (folder ? notices.folders : notices.files).add(path);
            }
        }
        if (!key.reset()) {
            directories.remove(key);
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    /** What the system told at one time. */
    static final class Notices {
        private final Set<Path> files = new LinkedHashSet<>();
        private final Set<Path> folders = new LinkedHashSet<>();
        private boolean lost;

        /** Something happened to these. */
        Set<Path> files() {
            return files;
        }

        /** These are new, with whatever was put into them before they were watched. */
        Set<Path> folders() {
            return folders;
        }

        /** Whether the system dropped notices, so that only a scan helps. */
        boolean lost() {
            return lost;
        }
    }
}
