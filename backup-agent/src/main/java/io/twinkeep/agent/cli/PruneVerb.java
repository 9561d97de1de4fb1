package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.VersionedStore;
import io.twinkeep.core.operation.KeepRules;
import io.twinkeep.core.operation.Prune;
import io.twinkeep.core.operation.PrunePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep prune}: deletes whole sets that no rule keeps, after saying which and why. */
@Command(name = "prune", description = "Delete the sets that no rule keeps; prints plan and reasons first.")
final class PruneVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(
            names = "--keep-sets",
            paramLabel = "N",
            required = true,
            description = "Keep the newest N sets of a model.")
    private int sets;

    @Option(
            names = "--keep-within",
            paramLabel = "DURATION",
            description = "Keep sets with a snapshot younger than this, for example 14d or 36h.")
    private String within;

    @Option(names = "--dry-run", description = "Only print the plan.")
    private boolean dryRun;

    PruneVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var rules = new KeepRules(sets, within == null ? Duration.ZERO : Times.duration(within));
        try (var session = Session.open(surroundings(), config, progress)) {
            Optional<VersionedStore> versioned = Stores.history(config.requiredRepository(), config, config.s3());
            try {
                return prune(session, config, rules, versioned.map(VersionedStore::history));
            } finally {
                versioned.ifPresent(VersionedStore::close);
            }
        }
    }

    private Answer prune(Session session, AgentConfig config, KeepRules rules, Optional<ObjectHistory> history) {
        var prune = new Prune(session.engine(), history);
        var plans = new ArrayList<PrunePlan>();
        int closed = 0;
        long objects = 0;
        long bytes = 0;
        for (ModelName model : new VersionFinder(session.engine(), config.model()).models()) {
            PrunePlan plan = prune.plan(model, rules);
            // Told before it is done, so that whoever looks on can still stop it.
            tell(table(plan));
            plans.add(plan);
            if (!dryRun) {
                Prune.Outcome outcome = prune.run(model, rules);
                closed += outcome.setsClosed();
                objects += outcome.objectsDeleted();
                bytes += outcome.bytesDeleted();
            }
        }
        return new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("dry_run", dryRun)
                .field(
                        "plan",
                        plans.stream().flatMap(plan -> fields(plan).stream()).toList())
                .field("sets_closed", closed)
                .field("objects_deleted", objects)
                .field("bytes_deleted", bytes)
                .field("seconds", Amounts.inSeconds(elapsed()))
                .line(
                        dryRun
                                ? "nothing was changed"
                                : "closed " + Amounts.count(closed, "set", "sets") + ", deleted "
                                        + Amounts.count(objects, "object", "objects") + " (" + Amounts.bytes(bytes)
                                        + ")");
    }

    private static String table(PrunePlan plan) {
        var table = new Table("MODEL", "SET", "PLAN", ">PACKS", ">SIZE", "WHY");
        for (PrunePlan.Item item : plan.items()) {
            table.row(
                    plan.model(),
                    item.log().set(),
                    action(item),
                    item.packs(),
                    Amounts.bytes(item.bytes()),
                    item.reason());
        }
        return table.text();
    }

    private static String action(PrunePlan.Item item) {
        return item.action().name().toLowerCase(Locale.ROOT);
    }

    private static List<Map<String, Object>> fields(PrunePlan plan) {
        var items = new ArrayList<Map<String, Object>>();
        for (PrunePlan.Item item : plan.items()) {
            items.add(Answer.fields(
                    "model", plan.model().toString(),
                    "set", item.log().set().toString(),
                    "action", action(item),
                    "reason", item.reason(),
                    "packs", item.packs(),
                    "bytes", item.bytes()));
        }
        return items;
    }
}
