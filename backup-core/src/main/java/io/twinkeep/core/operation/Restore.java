package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.CipherWarmUp;
import io.twinkeep.core.errors.BackupException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a directory to a version: what is right stays, what is missing is fetched, every file's SHA-256 is checked
 * before it takes its name. Interrupted, the next run goes on where this one stopped.
 */
public final class Restore {
    private final Engine engine;

    public Restore(Engine engine) {
        this.engine = engine;
    }

    /** What to restore; {@code delete} removes what the version does not have, {@code dryRun} only plans. */
    public record Order(ModelName model, VersionSelector version, PathFilter filter, boolean delete, boolean dryRun) {}

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
     * @throws io.twinkeep.core.errors.Missing if there is no such version
     * @throws io.twinkeep.core.errors.Corrupt if stored bytes are damaged: files written before stay, they are right
     * @throws Failed if the disk is full or says no
     */
    public Outcome run(TargetTree target, Order order) {
        var versions = new Versions(engine);
        Versions.Listed snapshot = versions.find(order.model(), order.version());
        Manifest manifest = engine.snapshots().manifest(snapshot.header());
        try (SourceTree current = target.current();
                LocalChunks localChunks = new LocalChunks(current)) {
            if (!order.dryRun()) {
                target.refuseUnwritable();
            }
            LocalState local = LocalState.read(current, engine.limits().threads(), engine.progress());
            RestorePlan sketch = compare(manifest, local, order);
            refuseBlocked(sketch, order);
            learnChunks(localChunks, local, sketch, snapshot, versions);
            var packs = engine.snapshots().packs(engine.snapshots().origin(snapshot.header()));
            try (var assembly = new Assembly(engine, target, packs, localChunks, sketch.bytesToWrite())) {
                RestorePlan plan = assembly.plan(sketch);
                refuseFullDisk(target, plan.bytesToWrite() - assembly.bytesResumed());
                if (!order.dryRun()) {
                    apply(target, plan, assembly, order);
                }
                return outcome(snapshot, plan, assembly, order, target.notSet());
            }
        }
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
        List<FileStat> extraneous = local.entries().values().stream()
                .filter(stat -> order.filter().passes(stat.path()))
                .filter(stat -> manifest.entry(stat.path()) == null)
                .toList();
        long bytes = toWrite.stream().mapToLong(entry -> entry.stat().size()).sum();
        return new RestorePlan(right, toWrite, others, extraneous, bytes, 0, 0);
    }

    /** Something that the version does not have must not stand where one of its files goes, unless it may be removed. */
    private static void refuseBlocked(RestorePlan plan, Order order) {
        for (FileStat stat : plan.extraneous()) {
            for (FileEntry entry : plan.toWrite()) {
                if (!order.delete() && stat.path().toString().startsWith(entry.path() + "/")) {
                    throw new Refused(
                            entry.path() + " is a directory with other files in the target and a file in the version",
                            "move it away, or let --delete remove what the version does not have");
                }
            }
        }
    }

    private void learnChunks(
            LocalChunks localChunks, LocalState local, RestorePlan plan, Versions.Listed snapshot, Versions versions) {
        if (plan.toWrite().isEmpty() || local.digests().isEmpty()) {
            return;
        }
        Map<Sha256, FilePath> paths = new HashMap<>();
        local.digests().forEach((path, digest) -> paths.putIfAbsent(digest, path));
        var model = snapshot.header().origin().model();
        // The set of the version, and the one before it: what a follower holds comes from one of them.
        var sets = versions.sets(model).stream()
                .filter(set -> set.compareTo(snapshot.set()) <= 0)
                .toList();
        for (var set : sets.subList(Math.max(0, sets.size() - 2), sets.size())) {
            for (var older : seen(model, set, versions)) {
                try {
                    var packs = engine.snapshots().packs(engine.snapshots().origin(older.header()));
                    localChunks.learn(engine.snapshots().manifest(older.header()), packs.digests(), paths);
                } catch (BackupException e) {
                    engine.progress().note("an older version is not used as a base: " + e.getMessage());
                }
            }
        }
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
        plan.others().stream()
                .filter(entry -> entry.stat().kind() == FileStat.Kind.DIRECTORY)
                .forEach(entry -> target.makeDirectory(entry.path()));
        if (order.delete()) {
            plan.extraneousPaths().reversed().forEach(target::remove);
        }
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

    private static Outcome outcome(
            Versions.Listed snapshot, RestorePlan plan, Assembly assembly, Order order, List<Skipped> notSet) {
        List<FilePath> extraneous = plan.extraneousPaths();
        boolean removed = order.delete() && !order.dryRun();
        return new Outcome(
                snapshot,
                snapshot.body().version(),
                plan.right().size() + plan.toWrite().size(),
                order.dryRun() ? plan.bytesToWrite() : assembly.bytesWritten(),
                order.dryRun() ? plan.bytesToFetch() : assembly.bytesFetched(),
                plan.bytesReused(),
                removed ? List.of() : extraneous,
                removed ? extraneous : List.of(),
                notSet);
    }
}
