package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.operation.Progress;
import picocli.CommandLine.Option;

/** The option of the verbs that only read: a versioned bucket as it was at another time. */
final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "Read the bucket as it was then, whatever was overwritten or deleted since.")
    private String time;

    /** The repository as it is, or as it was then. */
    Session open(Surroundings surroundings, AgentConfig config, Progress progress) {
        return time == null
                ? Session.open(surroundings, config, progress)
                : Session.openAsOf(surroundings, config, Times.parse(time), progress);
    }
}
