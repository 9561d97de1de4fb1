package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Times;
import picocli.CommandLine.Option;

/** The option of the verbs that only read: a versioned bucket as it was at another time. */
final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "Read the bucket as it was then, whatever was overwritten or deleted since.")
    private String time;

    /** The repository as it is, or as it was then. */
    Session open(Means means, AgentConfig config) {
        return time == null ? Session.open(means, config) : Session.openAsOf(means, config, Times.parse(time));
    }
}
