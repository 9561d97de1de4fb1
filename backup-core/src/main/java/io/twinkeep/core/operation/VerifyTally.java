package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a verification counts and finds, each damaged object once. The plain counters belong to the thread that runs it;
 * the rest is thread-safe, the maps guarded by this object's lock.
 */
final class VerifyTally {
    int sets;
    int snapshots;
    int packs;
    int unnamedPacks;
    final AtomicInteger outputs = new AtomicInteger();
    final AtomicInteger segments = new AtomicInteger();
    final AtomicInteger objectsRead = new AtomicInteger();
    final AtomicInteger packsRead = new AtomicInteger();
    final AtomicLong bytesRead = new AtomicLong();

    private final Progress progress;
    private final Map<ObjectKey, Verify.Finding> findings = new LinkedHashMap<>();
    private final Map<ObjectKey, Verify.Finding> repaired = new LinkedHashMap<>();

    VerifyTally(Progress progress) {
        this.progress = progress;
    }

    /** Takes a damage down. @param mended whether it is no more */
    void settle(Verify.Finding finding, boolean mended) {
        synchronized (this) {
            Map<ObjectKey, Verify.Finding> map = mended ? repaired : findings;
            if (map.putIfAbsent(finding.object(), finding) != null) {
                return;
            }
        }
        progress.note(finding + (mended ? " (repaired)" : ""));
    }

    synchronized boolean isDamaged(ObjectKey object) {
        return findings.containsKey(object);
    }

    /** Whether anything below this key is still damaged. */
    synchronized boolean hasFindingsBelow(ObjectKey folder) {
        return findings.keySet().stream().anyMatch(key -> key.value().startsWith(folder + "/"));
    }

    synchronized Verify.Outcome outcome() {
        return new Verify.Outcome(
                sets,
                snapshots,
                packs,
                unnamedPacks,
                packsRead.get(),
                outputs.get(),
                segments.get(),
                objectsRead.get(),
                bytesRead.get(),
                List.copyOf(findings.values()),
                List.copyOf(repaired.values()));
    }
}
