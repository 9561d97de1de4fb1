package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.operation.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Keeps what going back needs, on the disk and by pins in the region's own repository, and lets go of the rest. */
final class Keeping {
    private final ModelName model;
    private final ModelPlace place;
    private final Retention retention;
    private final Repositories repositories;
    private final Progress progress;

    Keeping(ModelName model, ModelPlace place, Retention retention, Repositories repositories, Progress progress) {
        this.model = model;
        this.place = place;
        this.retention = retention;
        this.repositories = repositories;
        this.progress = progress;
    }

    /** Removes old versions. @param room bytes that are about to be written */
    void tidy(FollowState state, Optional<Sha256> wanted, long room, Instant now) {
        place.dropIncoming(wanted);
        List<ModelPlace.Held> held = place.held().stream()
                .map(version -> new ModelPlace.Held(version, place.since(version), bytes(version)))
                .toList();
        long missing = Math.max(0, room + retention.keepFree() - place.freeBytes());
        for (Retention.Item item : retention.plan(held, reasons(state, wanted, now), missing)) {
            if (item.goes()) {
                progress.note("removing version " + item.held().version() + ": " + item.reason());
                place.remove(item.held().version());
            }
        }
    }

    private Map<Sha256, String> reasons(FollowState state, Optional<Sha256> wanted, Instant now) {
        var reasons = new HashMap<Sha256, String>();
        state.base().ifPresent(version -> reasons.put(version, "the deltas of the set stand on it"));
        for (FollowState.Target target : retention.lastTargets(state.targets(), now)) {
            reasons.put(target.version(), "one of the alias' last targets");
        }
        state.switching()
                .flatMap(FollowState.Switching::from)
                .ifPresent(v -> reasons.put(v, "it comes back if need be"));
        state.active().ifPresent(version -> reasons.put(version, "it is active"));
        place.current().ifPresent(version -> reasons.put(version, "it is current"));
        wanted.ifPresent(version -> reasons.put(version, "it is wanted"));
        return reasons;
    }

    private long bytes(Sha256 version) {
        return LedgerFile.read(place.ledger(version), version)
                .map(Ledger::bytes)
                .orElseGet(() -> bytesBelow(place.version(version)));
    }

    /** Of the regular files below the directory. */
    static long bytesBelow(Path directory) {
        if (!Disk.isRealDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw Disk.failed("look through " + directory, e);
        }
    }

    /** Pins those of the alias' last targets that are here, and releases those that are no longer among them. Tried again by the next pass. */
    FollowState pin(FollowState state, Instant now) {
        List<FollowState.Target> last = retention.lastTargets(state.targets(), now);
        Set<PromotionId> pinned = new HashSet<>(state.pinned());
        for (FollowState.Target target : last) {
            boolean here = target.equals(last.getFirst()) || place.holds(target.version());
            if (here && !pinned.contains(target.promotion()) && tried(engine -> pin(engine, target))) {
                pinned.add(target.promotion());
            }
        }
        List<PromotionId> wanted =
                last.stream().map(FollowState.Target::promotion).toList();
        for (PromotionId promotion : state.pinned()) {
            if (!wanted.contains(promotion) && tried(engine -> new Pins(engine).release(model, promotion))) {
                pinned.remove(promotion);
            }
        }
        return state.withPinned(pinned);
    }

    private void pin(Engine engine, FollowState.Target target) {
        new Pins(engine).pin(model, Supply.exactly(target.version()), target.promotion());
    }

    private interface PinWork {
        void on(Engine engine);
    }

    private boolean tried(PinWork work) {
        try {
            work.on(repositories.own().get());
            return true;
        } catch (BackupException e) {
            progress.note("a pin is tried again later: " + e.getMessage());
            return false;
        }
    }
}
