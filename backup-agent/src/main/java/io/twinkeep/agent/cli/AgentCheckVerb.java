package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.region.Region;
import io.twinkeep.agent.service.AgentCheck;
import java.util.ArrayList;
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
        AgentSettings settings = AgentVerb.settings(this);
        var findings = new ArrayList<>(new AgentCheck(settings, means(progress)).run());
        findings.addAll(Region.check(settings, means(progress)));
        return Findings.answer(findings);
    }
}
