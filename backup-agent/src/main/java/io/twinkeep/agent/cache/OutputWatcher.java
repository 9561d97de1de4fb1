package io.twinkeep.agent.cache;

import io.twinkeep.agent.metadata.ImageFile;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds each new image below a directory, by the system's notices and by scans at the start, from time to time, and
 * whenever notices were dropped. Hidden files and directories are passed over, symlinks are not followed. One thread runs it;
 * {@link #status} and {@link #close} may be called by any.
 */
public final class OutputWatcher implements AutoCloseable {
    // Bounds how late a rescan or a close is noticed.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    // Without notices only scans find images, so they come more often.
    private static final Duration BLIND_RESCAN = Duration.ofSeconds(5);

    private final Path root;
    private final WatchRules rules;
    private final OutputLedger ledger;
    private final InstantSource clock;
    private final Taking taking;
    private final Settling<Path> settling;
    private volatile boolean closed;
    private volatile WatchStatus status = new WatchStatus(0, 0, 0, 0, Optional.empty());
    private Optional<String> watching = Optional.empty(); // why something can't be watched; kept until the next scan
    private Optional<String> lately = Optional.empty(); // why an image could not be taken; kept until one is
    private boolean blind;
    private Instant rescanAt;
    private Instant resumeAt; // while the taker can't record anything, reading images again would be for nothing
    private boolean troubled;
    private long taken;
    private long scans;

    /** @param clock for waits, so it must not jump: see {@link SteadyClock} */
    public OutputWatcher(Path root, WatchRules rules, OutputLedger ledger, OutputTaker taker, InstantSource clock) {
        this.root = real(root);
        this.rules = rules;
        this.ledger = ledger;
        this.clock = clock;
        this.taking = new Taking(this.root, ledger, taker, clock);
        this.settling = new Settling<>(rules);
        this.rescanAt = clock.instant();
        this.resumeAt = clock.instant();
    }

    /** A cache that is a symlink itself is followed, the only one that is. */
    static Path real(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            return root.toAbsolutePath().normalize(); // Not there yet; each scan looks again.
        }
    }

    /**
     * Watches until it is closed or interrupted.
     *
     * @throws Failed if the system gives no notices at all
     */
    public void run() {
        try (var watch = new DirectoryWatch(root)) {
            while (!closed) {
                step(watch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new Failed("can't watch " + root + ": " + e.getMessage(), "check fs.inotify.max_user_instances", e);
        }
    }

    private void step(DirectoryWatch watch) throws InterruptedException {
        if (!clock.instant().isBefore(rescanAt)) {
            watching = Optional.empty();
            blind = false;
            forgetRemoved(scan(root, watch));
            scans++;
            rescanAt = clock.instant().plus(blind ? BLIND_RESCAN : rules.rescan());
        }
        takeReady();
        tell(watch);
        DirectoryWatch.Notices notices = watch.await(wait(clock.instant()));
        if (notices.lost()) {
            rescanAt = clock.instant();
        }
        notices.folders().forEach(folder -> scan(folder, watch));
        notices.files().forEach(this::noticed);
    }

    private Duration wait(Instant now) {
        Instant look = settling.nextLook()
                .map(next -> next.isAfter(resumeAt) ? next : resumeAt)
                .orElse(rescanAt);
        Instant until = look.isBefore(rescanAt) ? look : rescanAt;
        Duration wait = Duration.between(now, until);
        Duration positive = wait.isNegative() ? Duration.ZERO : wait;
        return positive.compareTo(LONGEST_WAIT) < 0 ? positive : LONGEST_WAIT;
    }

    private void noticed(Path file) {
        if (ImageFile.isImage(file)) {
            settling.touched(file, clock.instant());
        } else {
            ImageFile.imagesOf(file).forEach(image -> settling.touched(image, clock.instant()));
        }
    }

    /** Watches the directory and all below before it looks at their files, so that nothing falls between. */
    private Set<Path> scan(Path from, DirectoryWatch watch) {
        var images = new HashSet<Path>();
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (!directory.equals(root)
                            && directory.getFileName().toString().startsWith(".")) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    watch(directory, watch);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && ImageFile.isImage(file)) {
                        images.add(file);
                        found(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    if (file.equals(root)) {
                        blind = true;
                        watching = Optional.of("can't read " + root + ": it is not there, or not ours to read");
                    }
                    return FileVisitResult.CONTINUE; // Else removed meanwhile, or not ours to read.
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
                    return FileVisitResult.CONTINUE; // The next scan sees what this one missed.
                }
            });
        } catch (IOException e) {
            watching = Optional.of("can't read " + from + ": " + e.getMessage());
        }
        return images;
    }

    private void watch(Path directory, DirectoryWatch watch) {
        try {
            watch.add(directory);
        } catch (IOException e) {
            blind = true;
            watching = Optional.of("can't watch " + directory + ": " + e.getMessage() + "; it is scanned every "
                    + BLIND_RESCAN.toSeconds() + " s (see fs.inotify.max_user_watches)");
        }
    }

    private void found(Path file) {
        try {
            if (FileState.of(file).filter(state -> !isKnown(file, state)).isPresent()) {
                settling.touched(file, clock.instant());
            }
        } catch (IOException e) {
            watching = Optional.of("can't read " + file + ": " + e.getMessage());
        }
    }

    private boolean isKnown(Path file, FileState state) {
        return ledger.find(OutputPaths.text(root, file))
                .filter(entry -> entry.state().equals(state))
                .isPresent();
    }

    /** An empty tree is left alone, for it may be a disk that is not mounted; so is what is not seen to be gone. */
    private void forgetRemoved(Set<Path> images) {
        if (!images.isEmpty()) {
            var there = new HashSet<String>();
            images.forEach(image -> there.add(OutputPaths.text(root, image)));
            ledger.paths().stream()
                    .filter(path -> !there.contains(path))
                    .filter(path -> Files.notExists(OutputPaths.file(root, path), LinkOption.NOFOLLOW_LINKS))
                    .forEach(ledger::gone);
        }
    }

    private void takeReady() {
        if (clock.instant().isBefore(resumeAt)) {
            return;
        }
        Map<Path, FileState> ready = new HashMap<>();
        for (Path file : settling.due(clock.instant())) {
            if (ready.isEmpty() || !troubled) { // After trouble one image tries whether it is over.
                readyState(file).ifPresent(state -> ready.put(file, state));
            }
        }
        troubled = troubled && ready.isEmpty();
        List<Runnable> after = new ArrayList<>();
        Parallel.mapInOrder(rules.hands(), ready.entrySet(), this::take, after::add);
        after.forEach(Runnable::run);
    }

    private Optional<FileState> readyState(Path file) {
        try {
            Optional<FileState> state = FileState.of(file);
            if (state.isEmpty()) {
                settling.done(file);
                ledger.gone(OutputPaths.text(root, file));
                return state;
            }
            if (isKnown(file, state.get())) {
                settling.done(file);
                return Optional.empty();
            }
            return state.filter(s -> settling.isReady(file, s, () -> isWhole(file), clock.instant()));
        } catch (IOException e) {
            failed(file, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isWhole(Path file) {
        try {
            return ImageFile.isWhole(file);
        } catch (IOException e) {
            return false; // Looked at again, and told when it is read as a whole.
        }
    }

    /** Takes it on another thread; what is returned is done on the watcher's own, which alone may touch its state. */
    private Runnable take(Map.Entry<Path, FileState> image) {
        Path file = image.getKey();
        try {
            if (taking.take(file, image.getValue())) {
                return () -> {
                    settling.done(file);
                    taken++;
                    lately = Optional.empty();
                };
            }
            return () -> settling.touched(file, clock.instant());
        } catch (RuntimeException e) { // The taker's, of any kind: it must not end the watch.
            return () -> {
                failed(file, e.getMessage());
                troubled = true;
                resumeAt = clock.instant().plus(rules.retry());
            };
        } catch (IOException e) {
            return () -> failed(file, e.getMessage());
        }
    }

    private void failed(Path file, String why) {
        settling.failed(file, clock.instant());
        lately = Optional.of("could not take " + file + ": " + why);
    }

    private void tell(DirectoryWatch watch) {
        status = new WatchStatus(watch.size(), settling.size(), taken, scans, watching.or(() -> lately));
    }

    public WatchStatus status() {
        return status;
    }

    /** Lets {@link #run} end within about a second. */
    @Override
    public void close() {
        closed = true;
    }
}
