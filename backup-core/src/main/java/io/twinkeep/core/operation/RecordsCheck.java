package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.records.SegmentKey;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Layout;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks the records: that no segment is missing, and for a share of them every byte and every entry. */
final class RecordsCheck {
    private static final String HITS = "what a catalogue is rebuilt from: these records, changes and events";

    private final Engine engine;
    private final RecordLog log;
    private final RepairSource repair;
    private final DatedCheck check;
    private final ReadCycle cycle;
    private final VerifyTally tally;

    RecordsCheck(Engine engine, RepairSource repair, ReadCycle cycle, VerifyTally tally) {
        this.engine = engine;
        this.log = new RecordLog(engine.repository(), engine.random());
        this.repair = repair;
        this.check = new DatedCheck(engine.repository(), repair, DatedObjects.RECORDS, tally);
        this.cycle = cycle;
        this.tally = tally;
    }

    void run() {
        engine.progress().begin("verifying records", 0);
        var listed = new HashSet<ObjectKey>();
        try (Stream<ObjectInfo> objects = engine.repository().store().list(Layout.RECORDS)) {
            objects.forEach(object -> listed.add(object.key()));
        }
        var segments = new TreeSet<>(log.segments(Days.ALL));
        segments.addAll(ownAtMirror());
        Parallel.forEach(engine.limits().transfers(), segments, segment -> check(segment, listed));
    }

    /** Records are never pruned, so what this repository wrote and only the mirror has is lost here. */
    private Set<SegmentKey> ownAtMirror() {
        var own = new TreeSet<SegmentKey>();
        repair.store().stream()
                .flatMap(store -> RecordLog.segments(store, Days.ALL).stream())
                .filter(segment ->
                        segment.repository().equals(engine.repository().id()))
                .forEach(own::add);
        return own;
    }

    private void check(SegmentKey segment, Set<ObjectKey> listed) {
        tally.segments.incrementAndGet();
        ObjectKey key = segment.object();
        if (cycle.contains(key)) {
            tally.objectsRead.incrementAndGet();
            check.read(key, HITS)
                    .filter(opened -> opened.content().isPresent())
                    .ifPresent(opened -> checkEntries(segment, opened.object()));
        } else if (!listed.contains(key)
                && engine.repository().store().find(key).isEmpty()) {
            check.settle(key, "it is missing", HITS);
        }
    }

    private void checkEntries(SegmentKey segment, byte[] object) {
        try {
            log.open(segment, object);
        } catch (Corrupt e) {
            tally.settle(new Verify.Finding(segment.object(), e.getMessage(), HITS), false);
        } catch (Refused e) {
            // Of a newer Twinkeep: nothing says that it is damaged.
            engine.progress().note(e.getMessage());
        }
    }
}
