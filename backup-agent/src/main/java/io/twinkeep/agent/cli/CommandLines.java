package io.twinkeep.agent.cli;

import io.twinkeep.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Puts the verbs together and runs one of them. */
final class CommandLines {
    private static final Map<String, Function<Surroundings, Object>> VERBS = verbs();

    private CommandLines() {}

    /** Runs the verb that the arguments name. Returns the documented exit code; throws nothing. */
    static int execute(Surroundings surroundings, String... args) {
        boolean json = List.of(args).contains("--json");
        var failures = new Failures(surroundings, json);
        var root = new CommandLine(new Twinkeep());
        wanted(args).forEach((name, verb) -> root.addSubcommand(name, verb.apply(surroundings)));
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
            int code = root.execute(helpOfHelp(args));
            if (!pages.toString().isEmpty()) {
                surroundings.out().println(Json.text(fields(root, pages.toString())));
            }
            return code;
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }

    private static Map<String, Function<Surroundings, Object>> verbs() {
        Map<String, Function<Surroundings, Object>> verbs = new LinkedHashMap<>();
        verbs.put("init", InitVerb::new);
        verbs.put("backup", BackupVerb::new);
        verbs.put("versions", VersionsVerb::new);
        verbs.put("show", ShowVerb::new);
        verbs.put("diff", DiffVerb::new);
        verbs.put("restore", RestoreVerb::new);
        verbs.put("outputs", OutputsVerbs::commandLine);
        verbs.put("verify", VerifyVerb::new);
        verbs.put("prune", PruneVerb::new);
        verbs.put("replicate", ReplicateVerb::new);
        verbs.put("rebuild-catalog", RebuildCatalogVerb::new);
        verbs.put("key", KeyVerbs::commandLine);
        verbs.put("pin", PinVerb::new);
        verbs.put("release", ReleaseVerb::new);
        verbs.put("digest", DigestVerb::new);
        verbs.put("probe", ProbeVerb::new);
        verbs.put("doctor", DoctorVerb::new);
        verbs.put("agent", AgentVerb::commandLine);
        verbs.put("demo", DemoVerb::new);
        return verbs;
    }

    /** Reading the options of all verbs takes a third of a second, so where the first word is a verb, only of that one. */
    private static Map<String, Function<Surroundings, Object>> wanted(String... args) {
        return args.length > 0 && VERBS.containsKey(args[0]) ? Map.of(args[0], VERBS.get(args[0])) : VERBS;
    }

    /** picocli's own 'help' looks at one word only, so 'help key add' is taken for 'key add --help'. */
    private static String[] helpOfHelp(String... args) {
        boolean nested = args.length > 2
                && args[0].equals("help")
                && Stream.of(args[1], args[2]).noneMatch(word -> word.startsWith("-"));
        return nested
                ? Stream.concat(Stream.of(args).skip(1), Stream.of("--help")).toArray(String[]::new)
                : args;
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
