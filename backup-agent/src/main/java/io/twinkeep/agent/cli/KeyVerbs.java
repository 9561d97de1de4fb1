package io.twinkeep.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code twinkeep key …}: who can open the repository. */
@Command(name = "key", synopsisSubcommandLabel = "VERB", description = "Add, list, remove, rotate and export keys.")
final class KeyVerbs implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print exactly one JSON object on stdout; text goes to stderr.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** The command with its own verbs. */
    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new KeyVerbs())
                .addSubcommand(new KeyAddVerb(surroundings))
                .addSubcommand(new KeyListVerb(surroundings))
                .addSubcommand(new KeyRemoveVerb(surroundings))
                .addSubcommand(new KeyRotateVerb(surroundings))
                .addSubcommand(new KeyExportVerb(surroundings));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "no verb was given: add, list, remove, rotate or export");
    }
}
