package io.twinkeep.agent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

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
        var failures = new Failures(surroundings, List.of(args).contains("--json"));
        var root = new CommandLine(new Twinkeep());
        VERBS.forEach(verb -> root.addSubcommand(verb.apply(surroundings)));
        root.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        root.setParameterExceptionHandler((exception, ignored) -> failures.badUsage(exception));
        root.setExecutionExceptionHandler((exception, command, parsed) -> failures.failed(exception));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(true);
        try {
            return root.execute(args);
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }
}
