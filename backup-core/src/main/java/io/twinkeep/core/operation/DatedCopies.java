package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.outputs.OutputKeys;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.repository.Days;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Carries outputs or records into a mirror without the data key: what the mirror lacks, checked before it is sent and
 * again where it arrived, under the same key, since such objects never change. The parts of an output come before it. An
 * interrupted run leaves whole objects, and the next goes on with the rest. Thread-safe.
 */
final class DatedCopies {
    private final ObjectStore source;
    private final ObjectStore mirror;
    private final DatedObjects kind;
    private final Limits limits;
    private final Progress progress;
    private final AtomicInteger copied = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    DatedCopies(ObjectStore source, ObjectStore mirror, DatedObjects kind, Limits limits, Progress progress) {
        this.source = source;
        this.mirror = mirror;
        this.kind = kind;
        this.limits = limits;
        this.progress = progress;
    }

    /** What was copied; parts count with the output that they belong to. */
    record Outcome(int objects, long bytes, List<String> problems) {}

    Outcome run(Days days) {
        progress.begin("replicating " + kind.folder(), 0);
        try (Stream<ObjectInfo> theirs = days.list(source, kind.folder());
                Stream<ObjectInfo> ours = days.list(mirror, kind.folder())) {
            var missing = new MissingObjects(theirs.iterator(), ours.iterator(), object -> kind.isOurs(object.key()));
            Parallel.forEach(limits.transfers(), () -> missing, this::carry);
        }
        return new Outcome(copied.get(), bytes.get(), List.copyOf(problems));
    }

    private void carry(MissingObjects.Missing missing) {
        ObjectInfo object = missing.object();
        try {
            if (kind != DatedObjects.OUTPUTS || OutputKeys.partOf(object.key()) == 0) {
                carryWithParts(object.key(), missing.differs());
            } else if (mirror.find(OutputKeys.output(object.key())).isPresent()) {
                // Lost at the mirror; else it comes with its output, or no output needs it.
                copy(object.key(), read(object.key()), missing.differs());
            }
        } catch (Missing e) {
            // Pruned since it was listed.
            progress.note(object.key() + " is gone at " + source + " before it was copied");
        } catch (Corrupt | Refused e) {
            problems.add(e.getMessage());
        }
    }

    private void carryWithParts(ObjectKey key, boolean differs) {
        byte[] object = read(key);
        PlacedHeader header = kind.check(key, object);
        int parts = kind == DatedObjects.OUTPUTS ? OutputStore.parts(header) : 0;
        for (int number = 1; number <= parts; number++) {
            ObjectKey part = OutputKeys.part(key, number);
            if (mirror.find(part).isEmpty()) {
                copy(part, read(part), false);
            }
        }
        copy(key, object, differs);
        copied.incrementAndGet();
    }

    private byte[] read(ObjectKey key) {
        byte[] object = source.get(key, kind.maxObject());
        if (!kind.isWhole(key, object)) {
            throw new Corrupt(
                    key + " at " + source + " is corrupt: its checksum does not fit",
                    "run 'twinkeep verify --read-data 100' there");
        }
        return object;
    }

    /** What is there in another size may be as good: somebody else's copy of the same content. */
    private void copy(ObjectKey key, byte[] object, boolean differs) {
        if (differs && kind.isWhole(key, mirror.get(key, kind.maxObject()))) {
            return;
        }
        mirror.put(key, ObjectBody.of(object));
        if (!arrived(key, object)) {
            throw new Corrupt(
                    key + " did not arrive at " + mirror + " as it was sent",
                    "run 'twinkeep probe' against that store");
        }
        bytes.addAndGet(object.length);
        progress.advance(object.length);
    }

    private boolean arrived(ObjectKey key, byte[] object) {
        Optional<ObjectInfo> info = mirror.find(key);
        return info.isPresent()
                && info.get().size() == object.length
                && (info.get().etag().equals(CopyCheck.md5(object))
                        || Arrays.equals(mirror.get(key, kind.maxObject()), object));
    }
}
