package io.twinkeep.agent.watch;

import io.twinkeep.agent.state.StateFile;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.PathFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks at one model's directory, and remembers across restarts what was taken of it last. Thread-safe; its monitor
 * guards all fields that are not final, and is held while it looks, so that looks come one after the other; only what was seen last can be
 * asked for while a dead mount holds one up.
 */
public final class ModelWatch {
    private static final String TAKEN = "fingerprint";
    private static final String VERSION = "version";

    private final Supplier<SourceTree> directory;
    private final PathFilter filter;
    private final WatchTimes times;
    private final StateFile memory;
    private final InstantSource clock;
    private Optional<Sha256> taken;
    private volatile Optional<Sha256> version;
    private Optional<Sha256> seen = Optional.empty();
    private Instant since;
    private Optional<Sha256> whole = Optional.empty(); // what was found complete, so as not to read its headers again
    private volatile Duration took = Duration.ZERO; // the last look
    private volatile Look last = new Look(Look.State.MOVING, Optional.empty(), 0, 0, "not looked at yet");

    /** @param clock for waits, so it must not jump */
    public ModelWatch(
            Supplier<SourceTree> directory,
            PathFilter filter,
            WatchTimes times,
            StateFile memory,
            InstantSource clock) {
        this.directory = directory;
        this.filter = filter;
        this.times = times;
        this.memory = memory;
        this.clock = clock;
        this.since = clock.instant();
        this.taken = Optional.ofNullable(memory.read().get(TAKEN)).flatMap(ModelWatch::digest);
        this.version = Optional.ofNullable(memory.read().get(VERSION)).flatMap(ModelWatch::digest);
    }

    /** Opens the directory anew for each look, so that one which was mounted meanwhile is seen. */
    public static Supplier<SourceTree> at(String location, VfsSettings settings) {
        return () -> FileTrees.source(location, settings);
    }

    private static Optional<Sha256> digest(Object text) {
        try {
            return Optional.of(Sha256.parse(String.valueOf(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One look. */
    public synchronized Look look() {
        Instant start = clock.instant();
        last = lookAtAll();
        took = Duration.between(start, clock.instant());
        return last;
    }

    private Look lookAtAll() {
        try (SourceTree tree = directory.get()) {
            List<FileStat> files = tree.list().stream()
                    .filter(file -> file.kind() == FileStat.Kind.DIRECTORY || filter.passes(file.path()))
                    .toList();
            return look(tree, files);
        } catch (BackupException e) {
            seen = Optional.empty();
            return new Look(Look.State.UNREADABLE, Optional.empty(), 0, 0, e.getMessage());
        }
    }

    private Look look(SourceTree tree, List<FileStat> files) {
        Optional<Sha256> fingerprint = Optional.of(fingerprint(files));
        Instant now = clock.instant();
        if (!fingerprint.equals(seen)) {
            seen = fingerprint;
            since = now;
        }
        if (fingerprint.equals(taken)) {
            return look(Look.State.SAME, files, "");
        }
        if (now.isBefore(since.plus(times.settle()))) {
            return look(Look.State.MOVING, files, "");
        }
        Optional<String> problem =
                whole.equals(fingerprint) ? Optional.empty() : new Completeness(tree, files).problem();
        if (problem.isPresent()) {
            return look(Look.State.INCOMPLETE, files, problem.get());
        }
        whole = fingerprint;
        return look(Look.State.READY, files, "");
    }

    private Look look(Look.State state, List<FileStat> files, String detail) {
        long count =
                files.stream().filter(file -> file.kind() == FileStat.Kind.FILE).count();
        return new Look(
                state, seen, count, files.stream().mapToLong(FileStat::size).sum(), detail);
    }

    private static Sha256 fingerprint(List<FileStat> files) {
        MessageDigest digest = Sha256.newDigest();
        for (FileStat file : files) {
            digest.update(file.path().bytes());
            String rest = "\0" + file.kind() + " " + file.size() + " " + file.modified() + " " + file.changed() + " "
                    + file.inode() + " " + file.target() + "\n";
            digest.update(rest.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.finish(digest);
    }

    /** Looks until the directory has come to rest, or the time is over; returns the last look. */
    public Look awaitRest(Duration atMost) throws InterruptedException {
        Instant end = clock.instant().plus(atMost);
        Look look = look();
        while (look.state() == Look.State.MOVING && clock.instant().isBefore(end)) {
            Thread.sleep(times.closer()); // a network disk tells nobody; an interrupt ends it
            look = look();
        }
        return look;
    }

    /** That version was taken of it, as that look showed it. */
    public synchronized void taken(Look look, Sha256 newVersion) {
        taken = look.fingerprint();
        version = Optional.of(newVersion);
        taken.ifPresent(fingerprint -> memory.write(Map.of(TAKEN, fingerprint, VERSION, newVersion)));
    }

    /** The version that it holds, if nothing changed since that was taken. */
    public Optional<Sha256> version() {
        return version.filter(known -> last.state() == Look.State.SAME);
    }

    /** What the last look showed. */
    public Look last() {
        return last;
    }

    /** How long to wait before the next look. */
    public Duration pause() {
        return last.state() == Look.State.MOVING ? times.closer() : times.rest(took);
    }
}
