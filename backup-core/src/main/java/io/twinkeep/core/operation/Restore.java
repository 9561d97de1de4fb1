package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.CipherWarmUp;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.VersionDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Brings a directory to a version: what is right stays, what is missing is fetched, every file's SHA-256 is checked
 * before it takes its name. Interrupted, the next run goes on where this one stopped.
 */
public final class Restore {
    private final Engine engine;

    public Restore(Engine engine) {
        this.engine = engine;
    }

    /**
     * What to restore; {@code delete} removes what the version does not have, {@code dryRun} only plans.
     *
     * @param trust what to think of the files that are there
     * @param nearby directories that may hold parts of the version, or what its deltas stand on
     */
    public record Order(
            ModelName model,
            VersionSelector version,
            PathFilter filter,
            boolean delete,
            boolean dryRun,
            Trust trust,
            List<Nearby> nearby) {
        public Order {
            nearby = List.copyOf(nearby);
        }

        public Order(ModelName model, VersionSelector version, PathFilter filter, boolean delete, boolean dryRun) {
            this(model, version, filter, delete, dryRun, Trust.WHAT_READS_RIGHT, List.of());
        }
    }

    /** What to think of the files that are in the target already. */
    public enum Trust {
        /** They are read, and what has the right digest stays. */
        WHAT_READS_RIGHT,
        /** They are written anew: the kernel may remember bytes that the disk does not hold any more. */
        NOTHING
    }

    /** A directory that is said to hold these files. What is taken from it is checked like any other bytes. */
    public record Nearby(SourceTree tree, Map<FilePath, Sha256> files) {}

    /**
     * How it ended; byte counts are of this run, or of the one that a dry run stands for. {@code notSet} is what is right but
     * for its mode or time.
     */
    public record Outcome(
            Versions.Listed snapshot,
            VersionDigest version,
            long files,
            long bytesWritten,
            long bytesDownloaded,
            long bytesReused,
            List<FilePath> extraneous,
            List<FilePath> removed,
            List<Skipped> notSet) {}

    /**
     * @throws io.twinkeep.core.errors.Conflict if another restore works in this local directory
     * @throws io.twinkeep.core.errors.Missing if there is no such version
     * @throws Corrupt if stored bytes are damaged or lost: files written before stay, they are right
     * @throws Failed if the disk is full or says no
     */
    public Outcome run(TargetTree target, Order order) {
        var versions = new Versions(engine);
        Versions.Listed found = versions.find(order.model(), order.version());
        try {
            return run(target, order, found, versions);
        } catch (Corrupt e) {
            refusePruned(order.model(), found.set(), e);
            throw e;
        }
    }

    /** What a prune took meanwhile is no damage. */
    private void refusePruned(ModelName model, SetId set, Corrupt failure) {
        if (LostPack.isTheCauseOf(failure) && isClosed(model, set)) {
            throw new Missing(
                    "set " + set + " of model " + model + " was closed by a prune while it was restored; "
                            + failure.getMessage(),
                    "'twinkeep versions' lists what there is",
                    failure);
        }
    }

    private boolean isClosed(ModelName model, SetId set) {
        try {
            return new Versions(engine).read(model, set).isClosed();
        } catch (BackupException e) {
            return false;
        }
    }

    private Outcome run(TargetTree target, Order order, Versions.Listed found, Versions versions) {
        try (SourceTree current = target.current()) {
            TargetTree.Claim alone = alone(target, order);
            try (alone;
                    LocalChunks localChunks = new LocalChunks()) {
                LocalState local = localState(current, order);
                localChunks.add(current, local.digests());
                order.nearby().forEach(nearby -> localChunks.add(nearby.tree(), nearby.files()));
                Sketch sketch = sketch(found, local, order);
                List<Versions.Listed> others =
                        sketch.plan().toWrite().isEmpty() ? List.of() : learnChunks(localChunks, found, versions);
                return write(ways(sketch, others, local, order), target, localChunks, order);
            }
        }
    }

    private Outcome write(List<Sketch> sketches, TargetTree target, LocalChunks localChunks, Order order) {
        try (Way way = cheapest(sketches, target, localChunks, order.dryRun())) {
            refuseFullDisk(target, way.plan().bytesToWrite() - way.assembly().bytesResumed());
            if (!order.dryRun()) {
                apply(target, way.plan(), way.assembly(), order);
            }
            return outcome(way, order, target.notSet());
        }
    }

    /** A rehearsal only looks, so it keeps nobody out. */
    private static TargetTree.Claim alone(TargetTree target, Order order) {
        if (order.dryRun()) {
            return () -> {};
        }
        target.refuseUnwritable();
        return target.claim();
    }

    private LocalState localState(SourceTree current, Order order) {
        return switch (order.trust()) {
            case WHAT_READS_RIGHT -> LocalState.read(current, engine.limits().threads(), engine.progress());
            case NOTHING -> LocalState.list(current);
        };
    }

    /** A snapshot to restore from, and what it would have to do. */
    private record Sketch(Versions.Listed snapshot, RestorePlan plan) {}

    /** The same with every chunk's source decided. */
    private record Way(Versions.Listed snapshot, RestorePlan plan, Assembly assembly) implements AutoCloseable {
        @Override
        public void close() {
            assembly.close();
        }
    }

    private Sketch sketch(Versions.Listed snapshot, LocalState local, Order order) {
        return new Sketch(snapshot, compare(manifest(snapshot), local, order));
    }

    private Manifest manifest(Versions.Listed snapshot) {
        return LostPack.orCorrupt(() -> engine.snapshots().manifest(snapshot.header()));
    }

    private List<Sketch> ways(Sketch found, List<Versions.Listed> others, LocalState local, Order order) {
        var ways = new ArrayList<>(List.of(found));
        others.forEach(other -> ways.add(sketch(other, local, order)));
        return ways;
    }

    /** A version that ends one set and begins the next is a delta in the first and whole in the second. */
    private Way cheapest(List<Sketch> sketches, TargetTree target, LocalChunks localChunks, boolean dryRun) {
        Way best = null;
        for (Sketch sketch : sketches) {
            var packs = engine.snapshots()
                    .packs(engine.snapshots().origin(sketch.snapshot().header()));
            var assembly = new Assembly(
                    engine, target, packs, localChunks, sketch.plan().bytesToWrite(), dryRun);
            var way = new Way(sketch.snapshot(), assembly.plan(sketch.plan()), assembly);
            if (best == null || way.plan().bytesToFetch() < best.plan().bytesToFetch()) {
                Way worse = best;
                best = way;
                way = worse;
            }
            if (way != null) {
                way.close();
            }
        }
        return best;
    }

    private static RestorePlan compare(Manifest manifest, LocalState local, Order order) {
        var right = new ArrayList<FileEntry>();
        var toWrite = new ArrayList<FileEntry>();
        var others = new ArrayList<FileEntry>();
        for (FileEntry entry : manifest.entries()) {
            if (!order.filter().passes(entry.path())) {
                continue;
            }
            if (!entry.isFile()) {
                others.add(entry);
            } else if (entry.digest().equals(local.digests().get(entry.path()))) {
                right.add(entry);
            } else {
                toWrite.add(entry);
            }
        }
        if (!order.filter().isAll() && right.isEmpty() && toWrite.isEmpty() && others.isEmpty()) {
            throw new Missing(
                    "no file of the version passes --include and --exclude", "'twinkeep show' lists its files");
        }
        List<FileStat> extraneous = extraneous(manifest, local, order);
        long bytes = toWrite.stream().mapToLong(entry -> entry.stat().size()).sum();
        return new RestorePlan(right, toWrite, others, extraneous, bytes, 0, 0);
    }

    /** What the version does not have. It must not stand where something of the version goes, unless it may be removed. */
    private static List<FileStat> extraneous(Manifest manifest, LocalState local, Order order) {
        var obstacles = new Obstacles(manifest.entries().stream()
                .filter(entry -> order.filter().passes(entry.path()))
                .toList());
        Map<Boolean, List<FileStat>> parts = local.entries().values().stream()
                .collect(Collectors.partitioningBy(stat -> obstacles.isInTheWay(stat)
                        || order.filter().passes(stat.path()) && manifest.entry(stat.path()) == null));
        List<FileStat> extraneous = parts.get(true);
        obstacles.refuse(order.delete() ? parts.get(false) : local.entries().values());
        return extraneous;
    }

    /** Returns the other snapshots that it saw of the version that was found. */
    private List<Versions.Listed> learnChunks(LocalChunks localChunks, Versions.Listed found, Versions versions) {
        var others = new ArrayList<Versions.Listed>();
        if (localChunks.knowsNoFiles()) {
            return others;
        }
        var model = found.header().origin().model();
        // The set of the version, and the one before it: what a follower holds comes from one of them.
        var sets = versions.sets(model).stream()
                .filter(set -> set.compareTo(found.set()) <= 0)
                .toList();
        for (var set : sets.subList(Math.max(0, sets.size() - 2), sets.size())) {
            for (var older : seen(model, set, versions)) {
                try {
                    var packs = engine.snapshots().packs(engine.snapshots().origin(older.header()));
                    localChunks.learn(engine.snapshots().manifest(older.header()), packs.digests());
                    boolean same = older.body().version().equals(found.body().version());
                    if (same && !older.header().run().equals(found.header().run())) {
                        others.add(older);
                    }
                } catch (BackupException e) {
                    engine.progress().note("an older version is not used as a base: " + e.getMessage());
                }
            }
        }
        return others;
    }

    private List<Versions.Listed> seen(ModelName model, SetId set, Versions versions) {
        try {
            return versions.list(versions.read(model, set));
        } catch (Refused e) {
            // Sealed with a data key that the given keys do not open: then its chunks are fetched.
            engine.progress().note("set " + set + " is not used as a base: " + e.getMessage());
            return List.of();
        }
    }

    private static void refuseFullDisk(TargetTree target, long bytesToGrow) {
        if (bytesToGrow > target.freeBytes()) {
            throw new Failed(
                    target + " has " + target.freeBytes() + " bytes free, the restore needs " + bytesToGrow,
                    "make room and run again");
        }
    }

    private void apply(TargetTree target, RestorePlan plan, Assembly assembly, Order order) {
        engine.progress().begin("restoring", plan.bytesToWrite());
        CipherWarmUp.startFor(plan.bytesToFetch());
        if (order.delete()) {
            plan.extraneousPaths().reversed().forEach(target::remove);
        }
        plan.others().stream()
                .filter(entry -> entry.stat().kind() == FileStat.Kind.DIRECTORY)
                .forEach(entry -> target.makeDirectory(entry.path()));
        assembly.writeAll();
        for (FileEntry entry : plan.others()) {
            if (entry.stat().kind() == FileStat.Kind.SYMLINK) {
                target.makeSymlink(entry.stat());
            }
        }
        plan.right().forEach(entry -> target.setAttributes(entry.stat()));
        // Deepest first: what is made inside a directory changes its time.
        plan.others().reversed().stream()
                .filter(entry -> entry.stat().kind() == FileStat.Kind.DIRECTORY)
                .forEach(entry -> target.setAttributes(entry.stat()));
        target.finish();
    }

    private static Outcome outcome(Way way, Order order, List<Skipped> notSet) {
        RestorePlan plan = way.plan();
        List<FilePath> extraneous = plan.extraneousPaths();
        boolean removed = order.delete() && !order.dryRun();
        return new Outcome(
                way.snapshot(),
                way.snapshot().body().version(),
                plan.right().size() + plan.toWrite().size(),
                order.dryRun() ? plan.bytesToWrite() : way.assembly().bytesWritten(),
                order.dryRun() ? plan.bytesToFetch() : way.assembly().bytesFetched(),
                plan.bytesReused(),
                removed ? List.of() : extraneous,
                removed ? extraneous : List.of(),
                notSet);
    }
}
