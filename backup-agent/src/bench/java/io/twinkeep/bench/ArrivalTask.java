package io.twinkeep.bench;

import io.twinkeep.agent.demo.Sight;
import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** From the moment at which the last file of a day's drift is there until the standby's deployment of it is active. */
final class ArrivalTask {
    private final Lab lab;

    ArrivalTask(Lab lab) {
        this.lab = lab;
    }

    Task run() {
        var task = new Task("arrival", "a day's drift, from the primary's directory to the standby's, verified");
        Models.Days days = lab.models().weights(lab.order().bytes(), 4);
        try (Twins twins = Twins.start(lab.turnFolder())) {
            twins.startAgent(twins.primary());
            twins.startAgent(twins.standby());
            twins.drop(days.today());
            twins.awaitServed(Sha256.parse(lab.digest(days.today())));
            Instant dropped = twins.drop(days.nextDay());
            Sight there = twins.awaitServed(Sha256.parse(lab.digest(days.nextDay())));
            Instant active = there.active().map(Deployment::changed).orElseThrow();
            double seconds = Duration.between(dropped, active).toMillis() / 1000.0;
            task.judge(new Verdict("from dropped to active", seconds, "s", Optional.of(Bar.most(6))));
            Journey.tell(task, twins, dropped, active);
            SnapshotFact snapshot = there.backedUp().orElseThrow();
            double share = snapshot.storedBytes() / (double) snapshot.bytes();
            task.judge(new Verdict("sent, of the model's bytes", share, "", Optional.of(Bar.most(0.10))));
            task.note("the directory is polled each second and must be still for one, which counts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(lab.turnFolder());
        }
        return task;
    }
}
