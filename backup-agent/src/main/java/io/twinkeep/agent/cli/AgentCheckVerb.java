package io.twinkeep.agent.cli;

import io.twinkeep.agent.service.AgentCheck;
import picocli.CommandLine.Command;

/** {@code twinkeep agent check}: tries out what the daemon's file names. */
@Command(
        name = "check",
        description =
                "Try out everything that the file of --config names: directories, keys, stores, database, port, times.")
final class AgentCheckVerb extends Verb {
    AgentCheckVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        return Findings.answer(new AgentCheck(AgentVerb.settings(this), means(progress)).run());
    }
}
