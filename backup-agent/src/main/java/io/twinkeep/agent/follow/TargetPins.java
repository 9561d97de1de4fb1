package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.snapshot.SlotHints;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Pins the alias' last targets in a repository, so that no prune takes what a region is about to fetch or may go back to. */
public final class TargetPins {
    private final ModelName model;
    private final FollowRules rules;
    private final AliasTargets aliases;
    private final Progress progress;

    public TargetPins(ModelName model, FollowRules rules, AliasTargets aliases, Progress progress) {
        this.model = model;
        this.rules = rules;
        this.aliases = aliases;
        this.progress = progress;
    }

    /**
     * Pins what is not pinned yet, and releases what is no longer among the last targets; pins of other origin stay.
     *
     * @throws io.twinkeep.core.errors.Unavailable if the alias can't be read
     */
    public void keep(Engine engine, Instant now) {
        List<FollowState.Target> all =
                FollowState.NONE.with(aliases.history(model, rules.alias())).targets();
        List<FollowState.Target> last = new Retention(rules).lastTargets(all, now);
        Set<PromotionId> pinned = all.isEmpty() ? Set.of() : pinned(engine);
        for (FollowState.Target target : last) {
            if (!pinned.contains(target.promotion())) {
                pin(engine, target);
            }
        }
        for (FollowState.Target target : all) {
            if (pinned.contains(target.promotion()) && !last.contains(target)) {
                new Pins(engine).release(model, target.promotion());
                progress.note(
                        "version " + target.version() + " is no longer pinned by promotion " + target.promotion());
            }
        }
    }

    private Set<PromotionId> pinned(Engine engine) {
        var pinned = new HashSet<PromotionId>();
        SlotHints hints = engine.sets().hints(model);
        engine.sets()
                .sets(model, hints)
                .forEach(set ->
                        pinned.addAll(engine.sets().read(model, set, hints).pins()));
        return pinned;
    }

    private void pin(Engine engine, FollowState.Target target) {
        try {
            new Pins(engine).pin(model, Supply.exactly(target.version()), target.promotion());
            progress.note("version " + target.version() + " is pinned by promotion " + target.promotion());
        } catch (Missing e) {
            progress.note("version " + target.version() + " is not pinned: " + e.getMessage());
        }
    }
}
