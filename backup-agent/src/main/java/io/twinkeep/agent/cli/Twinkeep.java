package io.twinkeep.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a verb: tells what there is. */
@Command(
        name = "twinkeep",
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "VERB",
        versionProvider = ProgramVersion.class,
        description = "Lossless, encrypted backups and replicas of AI models.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 corrupt data, 4 another writer won,",
            "5 store unavailable, 6 not found, 7 refused by a guard, 130 Ctrl-C.",
            "'twinkeep help VERB' tells more. Start with: twinkeep demo"
        })
final class Twinkeep implements Runnable {
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print exactly one JSON object on stdout; text goes to stderr.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    boolean json() {
        return json;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no verb was given");
    }
}
