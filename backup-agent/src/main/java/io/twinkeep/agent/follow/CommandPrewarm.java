package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command, without a shell. It finds the version in {@code TWINKEEP_VERSION} and its place in {@code
 * TWINKEEP_CURRENT}; the agent's own settings and credentials are not handed on. Its output is not kept.
 */
public record CommandPrewarm(List<String> command, Duration timeout) implements Prewarm {
    public CommandPrewarm {
        command = List.copyOf(command);
    }

    @Override
    public void warm(Sha256 version, Path current) {
        Process process = start(version, current);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("did not end within " + timeout, null);
            }
            if (process.exitValue() != 0) {
                throw failed("ended with exit code " + process.exitValue(), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for: the program is stopping", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(Sha256 version, Path current) {
        var builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("TWINKEEP_"));
        builder.environment().put("TWINKEEP_VERSION", version.toString());
        builder.environment().put("TWINKEEP_CURRENT", current.toString());
        try {
            return builder.start();
        } catch (IOException e) {
            throw failed("can't be started: " + e.getMessage(), e);
        }
    }

    /** Without its arguments, which may hold a token. */
    private Failed failed(String what, Exception cause) {
        return new Failed(
                "the prewarm command " + command.getFirst() + " " + what,
                "run it by hand, with TWINKEEP_VERSION and TWINKEEP_CURRENT set",
                cause);
    }
}
