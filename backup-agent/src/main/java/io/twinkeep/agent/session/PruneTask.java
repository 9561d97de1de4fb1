package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.VersionedStore;
import io.twinkeep.core.operation.KeepRules;
import io.twinkeep.core.operation.Prune;
import io.twinkeep.core.operation.PrunePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Deletes what no rule keeps: what {@code twinkeep prune} and the daemon's job do. */
public final class PruneTask {
    private final Means means;
    private final AgentConfig config;

    public PruneTask(Means means, AgentConfig config) {
        this.means = means;
        this.config = config;
    }

    /** @param plans as they were told, one for each model */
    public record Done(List<PrunePlan> plans, int setsClosed, long objectsDeleted, long bytesDeleted) {}

    /** Done with the open repository, and its history if its bucket has versions. */
    public interface Work {
        void with(Session session, Optional<ObjectHistory> history);
    }

    public void with(Work work) {
        try (var session = Session.open(means, config)) {
            Optional<VersionedStore> versioned = Stores.history(config.requiredRepository(), config, config.s3());
            try {
                work.with(session, versioned.map(VersionedStore::history));
            } finally {
                versioned.ifPresent(VersionedStore::close);
            }
        }
    }

    /**
     * @param dryRun only plans
     * @param planned told of each plan before it is done, so that whoever looks on can still stop it
     */
    public Done run(KeepRules rules, boolean dryRun, Consumer<PrunePlan> planned) {
        var done = new AtomicReference<Done>();
        with((session, history) -> done.set(run(session, history, config, rules, dryRun, planned)));
        return done.get();
    }

    /** The same with what is open already. */
    public static Done run(
            Session session,
            Optional<ObjectHistory> history,
            AgentConfig config,
            KeepRules rules,
            boolean dryRun,
            Consumer<PrunePlan> planned) {
        var prune = new Prune(session.engine(), history);
        return run(prune, new VersionFinder(session.engine(), config.model()).models(), rules, dryRun, planned);
    }

    private static Done run(
            Prune prune, List<ModelName> models, KeepRules rules, boolean dryRun, Consumer<PrunePlan> planned) {
        var plans = new ArrayList<PrunePlan>();
        int closed = 0;
        long objects = 0;
        long bytes = 0;
        for (ModelName model : models) {
            PrunePlan plan = prune.plan(model, rules);
            planned.accept(plan);
            plans.add(plan);
            if (!dryRun) {
                Prune.Outcome outcome = prune.run(model, rules);
                closed += outcome.setsClosed();
                objects += outcome.objectsDeleted();
                bytes += outcome.bytesDeleted();
            }
        }
        return new Done(plans, closed, objects, bytes);
    }
}
