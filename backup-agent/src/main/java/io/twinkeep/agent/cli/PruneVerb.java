package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.PruneTask;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.agent.text.Times;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.operation.KeepRules;
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
        var answer = new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("dry_run", dryRun);
        new PruneTask(means(progress), config).with((session, history) -> {
            rules.ifPresent(keepRules -> answer(
                    PruneTask.run(session, history, config, keepRules, dryRun, plan -> tell(table(plan))), answer));
            keep.ifPresent(age -> new OutputsPruning(session.engine(), history, dryRun, this::tell).run(age, answer));
        });
        if (dryRun) {
            answer.line("nothing was changed");
        }
        return answer.field("seconds", Amounts.inSeconds(elapsed()));
    }

    private void answer(PruneTask.Done done, Answer answer) {
        answer.field(
                        "plan",
                        done.plans().stream()
                                .flatMap(plan -> fields(plan).stream())
                                .toList())
                .field("sets_closed", done.setsClosed())
                .field("objects_deleted", done.objectsDeleted())
                .field("bytes_deleted", done.bytesDeleted());
        if (!dryRun) {
            answer.line("closed " + Amounts.count(done.setsClosed(), "set", "sets") + ", deleted "
                    + Amounts.count(done.objectsDeleted(), "object", "objects") + " ("
                    + Amounts.bytes(done.bytesDeleted()) + ")");
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
