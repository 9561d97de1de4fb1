package io.twinkeep.agent.demo;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@code twinkeep agent}: a process of its own, as on a real host. Not thread-safe. */
public final class AgentProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;

    private AgentProcess(Process process) {
        this.process = process;
    }

    /**
     * @param home where {@code bin/twinkeep} is
     * @param config the agent's file
     * @param log what it tells is added to this file
     */
    static AgentProcess start(Path home, Path config, Path log) {
        List<String> command = List.of(home.resolve("bin/twinkeep").toString(), "agent", "--config", config.toString());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // What the user has set for runs of his own is nothing to this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("TWINKEEP_") || name.startsWith("AWS_"));
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        try {
            return new AgentProcess(builder.start());
        } catch (IOException e) {
            throw new Failed("an agent did not start: " + e, "", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The number of the process. */
    public long pid() {
        return process.pid();
    }

    /** As the power going off. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private boolean await() {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks it to end, and makes it. */
    @Override
    public void close() {
        process.destroy();
        if (!await()) {
            kill();
        }
    }
}
