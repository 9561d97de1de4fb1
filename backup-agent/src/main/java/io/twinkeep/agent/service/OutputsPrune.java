package io.twinkeep.agent.service;

import io.twinkeep.agent.session.Finding;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.operation.OutputsPlan;
import io.twinkeep.core.operation.PruneOutputs;
import java.time.Duration;
import java.util.Optional;

/** The part of the job 'prune' that is about outputs; tells of each day from which something goes, or can't. */
record OutputsPrune(Session session, Optional<ObjectHistory> history, RunReport report) {
    String run(Duration keep) {
        var prune = new PruneOutputs(session.engine(), history);
        OutputsPlan plan = prune.plan(keep);
        plan.items().stream()
                .filter(item -> item.expired() > 0 || item.reason().contains("locked"))
                .map(OutputsPrune::finding)
                .forEach(finding -> report.note(finding.name() + ": " + finding.result() + ": " + finding.detail()));
        PruneOutputs.Outcome outcome = prune.apply(plan);
        return Amounts.count(outcome.outputs(), "output", "outputs") + " deleted ("
                + Amounts.bytes(outcome.bytesDeleted()) + ")";
    }

    private static Finding finding(OutputsPlan.Item item) {
        return Finding.ok(
                "outputs of " + item.day(),
                item.expired() + " go (" + Amounts.bytes(item.bytes()) + "), " + item.kept() + " stay: "
                        + item.reason());
    }
}
