package io.twinkeep.agent.cli;

import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.OutputsPlan;
import io.twinkeep.core.operation.PruneOutputs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The part of a prune that is about outputs. */
record OutputsPruning(Engine engine, Optional<ObjectHistory> history, boolean dryRun, Consumer<String> told) {
    /** Tells the plan before it is carried out, so that whoever looks on can still stop it. */
    void run(Duration keep, Answer answer) {
        var prune = new PruneOutputs(engine, history);
        OutputsPlan plan = prune.plan(keep);
        told.accept(table(plan));
        answer.field("outputs_plan", fields(plan));
        if (dryRun) {
            answer.field("outputs_deleted", 0).field("outputs_bytes_deleted", 0);
            return;
        }
        PruneOutputs.Outcome outcome = prune.apply(plan);
        answer.field("outputs_deleted", outcome.outputs())
                .field("outputs_bytes_deleted", outcome.bytesDeleted())
                .line("deleted " + Amounts.count(outcome.outputs(), "output", "outputs") + " ("
                        + Amounts.bytes(outcome.bytesDeleted()) + ")");
    }

    private static String table(OutputsPlan plan) {
        if (plan.items().isEmpty()) {
            return "no outputs";
        }
        var table = new Table("OUTPUTS OF", ">GO", ">STAY", ">SIZE", "WHY");
        for (OutputsPlan.Item item : plan.items()) {
            table.row(item.day(), item.expired(), item.kept(), Amounts.bytes(item.bytes()), item.reason());
        }
        return table.text();
    }

    private static List<Map<String, Object>> fields(OutputsPlan plan) {
        return plan.items().stream()
                .map(item -> Answer.fields(
                        "day", item.day().toString(),
                        "delete", item.expired(),
                        "keep", item.kept(),
                        "bytes", item.bytes(),
                        "reason", item.reason()))
                .toList();
    }
}
