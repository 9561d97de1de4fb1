package io.twinkeep.bench;

import io.twinkeep.agent.demo.AgentProcess;
import io.twinkeep.bench.Verdict.Bar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What an agent costs that has nothing to do, with the usual poll of its directory. */
final class IdleTask {
    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final Duration AFTER_A_BACKUP = Duration.ofSeconds(30); // what follows one is over then
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Lab lab;

    IdleTask(Lab lab) {
        this.lab = lab;
    }

    Task run() {
        var task = new Task("idle", "an agent that watches " + lab.order().files() + " files and has nothing to do");
        try (Twins twins = Twins.start(lab.turnFolder())) {
            Path model = lab.models().smallFiles(lab.order().files());
            Twins.configure(twins.primary(), "(?m)^watch:.*\n", "");
            Twins.configure(twins.primary(), twins.primary().model().toString(), model.toString());
            measure(task, twins, twins.startAgent(twins.primary()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(lab.turnFolder());
        }
        return task;
    }

    private void measure(Task task, Twins twins, AgentProcess agent) throws IOException {
        boolean smoke = lab.order().quick();
        Duration idle = smoke ? SHORT : IDLE;
        twins.await(sight -> sight.backedUp().isPresent());
        LockSupport.parkNanos((smoke ? SHORT : AFTER_A_BACKUP).toNanos());
        double before = Processes.cpuSeconds(agent.pid());
        LockSupport.parkNanos(idle.toNanos()); // idleness takes its time
        double used = (Processes.cpuSeconds(agent.pid()) - before) / idle.toSeconds();
        task.judge(new Verdict("of a core", used, "", Optional.of(Bar.most(0.01))));
        task.judge(
                new Verdict("resident memory", Processes.residentMib(agent.pid()), "MiB", Optional.of(Bar.most(250))));
        task.note("over " + idle.toSeconds()
                + " s; a directory of so many files is looked at up to three times less often than it is polled");
    }
}
