package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.errors.BadUsage;
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

/** {@code twinkeep prune}: deletes whole sets, and outputs, that no rule keeps, after saying which and why. */
@Command(
        name = "prune",
        description = "Delete the sets, and the outputs, that no rule keeps; prints plan and reasons first.")
final class PruneVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(names = "--keep-sets", paramLabel = "N", description = "Keep the newest N sets of a model.")
    private Integer sets;

    @Option(
            names = "--keep-within",
            paramLabel = "DURATION",
            description = "Keep sets with a snapshot younger than this, for example 14d or 36h.")
    private String within;

    @Option(
            names = "--outputs-keep",
            paramLabel = "DURATION",
            description = "Delete outputs that were stored longer ago than this, for example 90d; at least a day.")
    private String outputsKeep;

    @Option(names = "--dry-run", description = "Only print the plan.")
    private boolean dryRun;

    PruneVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        if (sets == null && (outputsKeep == null || within != null)) {
            throw new BadUsage("--keep-sets or --outputs-keep is missing: nothing says what may go");
        }
        Optional<KeepRules> rules = Optional.ofNullable(sets)
                .map(count -> new KeepRules(count, within == null ? Duration.ZERO : Times.duration(within)));
        Optional<Duration> keep = Optional.ofNullable(outputsKeep).map(Times::duration);
        try (var session = Session.open(surroundings(), config, progress)) {
            Optional<VersionedStore> versioned = Stores.history(config.requiredRepository(), config, config.s3());
            try {
                var answer = new Answer()
                        .field("repository", config.requiredRepository().toString())
                        .field("dry_run", dryRun);
                var history = versioned.map(VersionedStore::history);
                rules.ifPresent(keepRules -> pruneSets(session, config, keepRules, history, answer));
                keep.ifPresent(
                        age -> new OutputsPruning(session.engine(), history, dryRun, this::tell).run(age, answer));
                if (dryRun) {
                    answer.line("nothing was changed");
                }
                return answer.field("seconds", Amounts.inSeconds(elapsed()));
            } finally {
                versioned.ifPresent(VersionedStore::close);
            }
        }
    }

    private void pruneSets(
            Session session, AgentConfig config, KeepRules rules, Optional<ObjectHistory> history, Answer answer) {
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
        answer.field(
                        "plan",
                        plans.stream().flatMap(plan -> fields(plan).stream()).toList())
                .field("sets_closed", closed)
                .field("objects_deleted", objects)
                .field("bytes_deleted", bytes);
        if (!dryRun) {
            answer.line("closed " + Amounts.count(closed, "set", "sets") + ", deleted "
                    + Amounts.count(objects, "object", "objects") + " (" + Amounts.bytes(bytes) + ")");
        }
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
