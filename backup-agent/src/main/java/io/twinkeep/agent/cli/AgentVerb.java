package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.region.Region;
import io.twinkeep.agent.service.Agent;
import io.twinkeep.agent.service.EventLog;
import io.twinkeep.agent.service.Setup;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Failed;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code twinkeep agent}: the daemon; ends with 0 after SIGTERM or Ctrl-C. */
@Command(
        name = "agent",
        description = "Watch, back up, verify, replicate and follow by itself, as the file of --config says.",
        footer = {"", "'twinkeep agent check --config FILE' tries out everything that the file names."})
final class AgentVerb extends Verb {
    private AgentVerb(Surroundings surroundings) {
        super(surroundings);
    }

    /** The command with its own verb. */
    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new AgentVerb(surroundings)).addSubcommand(new AgentCheckVerb(surroundings));
    }

    /** @throws BadUsage naming everything that is wrong with the file */
    static AgentSettings settings(Verb verb) {
        var file = verb.configFile()
                .orElseThrow(() -> new BadUsage(
                        "no configuration was named",
                        "give --config FILE; backup-agent/deploy/agent.yaml is an example"));
        return AgentSettings.read(file, verb.surroundings().environment());
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentSettings settings = settings(this);
        var clock = surroundings().clock();
        var log = new EventLog(surroundings().err(), settings.log(), clock);
        var setup =
                new Setup(ProgramVersion.version(), log, clock, surroundings().random()).withExtension(Region::of);
        try (Agent agent = Agent.start(settings, setup)) {
            surroundings().ending().onRequest(agent::stop);
            agent.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted", "start it again", e);
        }
        return new Answer().field("stopped", true).field("seconds", Amounts.inSeconds(elapsed()));
    }
}
