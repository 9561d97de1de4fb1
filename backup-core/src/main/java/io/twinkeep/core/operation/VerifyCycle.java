package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.Verified;
import io.twinkeep.core.snapshot.VerifiedRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads a share of a set's packs, those first that were not read since the last complete verification, and records it:
 * ten percent a day is everything in ten days.
 */
final class VerifyCycle {
    private final Engine engine;
    private final SetLog log;
    private final PackReading reading;
    private final RepairSource repair;
    private final VerifyTally tally;
    private final VerifiedRecords records;

    VerifyCycle(Engine engine, SetLog log, PackReading reading, RepairSource repair, VerifyTally tally) {
        this.engine = engine;
        this.log = log;
        this.reading = reading;
        this.repair = repair;
        this.tally = tally;
        this.records = new VerifiedRecords(engine.repository(), engine.random());
    }

    void run(int percent) {
        checkRecords();
        if (percent == 0) {
            return;
        }
        Set<PackId> since = new HashSet<>(records.state(log.model(), log.set()).packsSince());
        List<PackRef> chosen = choose(percent, since);
        Set<PackId> whole = ConcurrentHashMap.newKeySet();
        engine.progress()
                .begin(
                        "verifying " + log,
                        chosen.stream().mapToLong(PackRef::size).sum());
        Parallel.forEach(engine.limits().threads(), chosen, pack -> {
            if (reading.isWhole(pack)) {
                whole.add(pack.id());
            }
            tally.packsRead.incrementAndGet();
        });
        reading.settle();
        chosen.forEach(pack -> since.remove(pack.id()));
        since.addAll(whole);
        since.retainAll(reading.refs().keySet());
        record(since);
    }

    private void record(Set<PackId> since) {
        boolean clean = !tally.hasFindingsBelow(Layout.set(log.model(), log.set()));
        try {
            if (clean && since.containsAll(reading.refs().keySet())) {
                var now = engine.repository().store().now();
                records.add(log.model(), new Verified(log.set(), log.nextSlot() - 1, 100, now));
            } else if (!since.isEmpty()) {
                records.addPartial(log.model(), log.set(), since, log.nextSlot());
            }
        } catch (Refused e) {
            engine.progress().note("that " + log + " was verified could not be recorded: " + e.getMessage());
        }
    }

    private List<PackRef> choose(int percent, Set<PackId> since) {
        var fresh = new ArrayList<PackRef>();
        var read = new ArrayList<PackRef>();
        reading.refs().values().forEach(pack -> (since.contains(pack.id()) ? read : fresh).add(pack));
        var random = Random.from(engine.random());
        Collections.shuffle(fresh, random);
        Collections.shuffle(read, random);
        fresh.addAll(read);
        long wanted = ((long) percent * fresh.size() + 99) / 100;
        return List.copyOf(fresh.subList(0, (int) wanted));
    }

    private void checkRecords() {
        int count = records.count(log.model(), log.set());
        for (int number = 0; number < count; number++) {
            try {
                records.read(log.model(), log.set(), number);
            } catch (Corrupt | Refused | Missing e) {
                if (repair.isWanted()) {
                    records.mend(log.model(), log.set(), number);
                }
                var key = Layout.verified(log.model(), log.set(), number);
                String hits = "no version: it only says what was verified";
                tally.settle(new Verify.Finding(key, e.getMessage(), hits), repair.isWanted());
            }
        }
    }
}
