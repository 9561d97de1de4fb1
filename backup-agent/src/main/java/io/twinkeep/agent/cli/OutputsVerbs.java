package io.twinkeep.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code twinkeep outputs …}: generated files that are kept in the repository. */
@Command(name = "outputs", synopsisSubcommandLabel = "VERB", description = "List and restore stored outputs.")
final class OutputsVerbs implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** The command with its own verbs. */
    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new OutputsVerbs())
                .addSubcommand(new OutputsListVerb(surroundings))
                .addSubcommand(new OutputsRestoreVerb(surroundings));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no verb was given: list or restore");
    }
}
