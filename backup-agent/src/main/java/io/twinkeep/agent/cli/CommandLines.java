package io.twinkeep.agent.cli;

import io.twinkeep.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Puts the verbs together and runs one of them. */
final class CommandLines {
    private static final List<Function<Surroundings, Object>> VERBS = List.of(
            InitVerb::new,
            BackupVerb::new,
            VersionsVerb::new,
            ShowVerb::new,
            DiffVerb::new,
            RestoreVerb::new,
            VerifyVerb::new,
            PruneVerb::new,
            ReplicateVerb::new,
            KeyVerbs::commandLine,
            PinVerb::new,
            ReleaseVerb::new,
            DigestVerb::new,
            ProbeVerb::new,
            DoctorVerb::new,
            DemoVerb::new);

    private CommandLines() {}

    /** Runs the verb that the arguments name. Returns the documented exit code; throws nothing. */
    static int execute(Surroundings surroundings, String... args) {
        boolean json = List.of(args).contains("--json");
        var failures = new Failures(surroundings, json);
        var root = new CommandLine(new Twinkeep());
        VERBS.forEach(verb -> root.addSubcommand(verb.apply(surroundings)));
        var pages = new StringWriter();
        root.setOut(
                json
                        ? new PrintWriter(pages, true)
                        : new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        root.setParameterExceptionHandler((exception, ignored) -> failures.badUsage(exception));
        root.setExecutionExceptionHandler((exception, command, parsed) -> failures.failed(exception));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(true);
        addJson(root.getSubcommands().get("help").getCommandSpec());
        try {
            int code = root.execute(args);
            if (!pages.toString().isEmpty()) {
                surroundings.out().println(Json.text(fields(root, pages.toString())));
            }
            return code;
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }

    private static void addJson(CommandSpec help) {
        help.addOption(OptionSpec.builder("--json")
                .type(boolean.class)
                .arity("0")
                .description("Print the help as one JSON object.")
                .build());
    }

    /** What picocli itself has printed, help or version, for scripts. */
    private static Map<String, Object> fields(CommandLine root, String page) {
        return root.getParseResult().isVersionHelpRequested() ? ProgramVersion.fields() : Answer.fields("help", page);
    }
}
