package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.Setting;
import io.twinkeep.agent.config.UnknownVariables;
import io.twinkeep.agent.session.Means;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.json.Json;
import io.twinkeep.core.operation.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs share: the options of every run, its settings, its progress, and how its answer is printed. */
abstract class Verb implements Callable<Integer> {
    @Option(names = "--json", description = "Print exactly one JSON object on stdout; text goes to stderr.")
    private boolean json;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML; see README.md.")
    private Path configFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;
    private Instant start;

    Verb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public final Integer call() {
        start = surroundings.clock().instant();
        UnknownVariables.warnings(surroundings.environment())
                .forEach(warning -> surroundings.err().println("warning: " + Printable.line(warning)));
        Answer answer;
        try (var progress = new ProgressBar(surroundings.err(), surroundings.columns())) {
            answer = run(progress);
        }
        if (json()) {
            surroundings.err().writeBytes(answer.text());
            surroundings.out().println(Json.text(answer.fields()));
        } else {
            surroundings.out().writeBytes(answer.text());
        }
        surroundings.out().flush();
        if (surroundings.out().checkError()) {
            throw new Failed(
                    "the answer could not be written to standard output, though the work was done",
                    "look whether the disk behind it is full");
        }
        return answer.exitCode();
    }

    /** It may stand before the verb as well as after it. */
    private boolean json() {
        return json || spec.root().userObject() instanceof Twinkeep root && root.json();
    }

    abstract Answer run(ProgressBar progress);

    /** The file that the command line names. */
    final Optional<Path> configFile() {
        return Optional.ofNullable(configFile);
    }

    /** The settings of this run. */
    final AgentConfig config() {
        return AgentConfig.read(options(), configFile(), surroundings.environment());
    }

    private Map<Setting, List<String>> options() {
        Map<Setting, List<String>> options = new EnumMap<>(Setting.class);
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            Setting.ofOption(option.longestName())
                    .ifPresent(setting -> options.put(setting, option.originalStringValues()));
        }
        return options;
    }

    final Surroundings surroundings() {
        return surroundings;
    }

    final Means means(Progress progress) {
        return new Means(surroundings.random(), surroundings.clock(), progress);
    }

    /** Tells people something before the end of the run. */
    final void tell(String text) {
        var stream = json() ? surroundings.err() : surroundings.out();
        stream.println(text);
        stream.flush();
    }

    /** Since the run began. */
    final Duration elapsed() {
        return Duration.between(start, surroundings.clock().instant());
    }
}
