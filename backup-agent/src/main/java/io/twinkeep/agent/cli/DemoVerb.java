package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.demo.Demo;
import io.twinkeep.agent.text.Amounts;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep demo}: the whole story on this machine alone. */
@Command(
        name = "demo",
        description = "Show the whole job on an S3 server of its own: back up, train, lose, restore, prove.",
        footer = {
            "",
            "Everything happens in a temporary folder, and on the loopback interface. With DIR it is shown with your",
            "own model, which is only read: the day of training is left out then."
        })
final class DemoVerb extends Verb {
    @Option(names = "--keep", description = "Leave the temporary folder with bucket, key and standby copy.")
    private boolean keep;

    @Option(
            names = "--temp",
            paramLabel = "FOLDER",
            description = "Where to make that folder (default: ${DEFAULT-VALUE}).")
    private Path temp = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--tiny", hidden = true, description = "A model of 2 MB, for tests.")
    private boolean tiny;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that code and digest (default: one a core).")
    private String threads;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Your own model's directory.")
    private Path directory;

    DemoVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var order = new Demo.Order(
                Optional.ofNullable(directory),
                surroundings().home().resolve("target/demo-lib"),
                temp,
                keep,
                config.threads(),
                tiny);
        return answer(new Demo(order, surroundings().random(), surroundings().clock(), progress).run());
    }

    private Answer answer(Demo.Outcome outcome) {
        var table = new Table("STEP", ">FILES", ">MODEL", ">SENT", ">SHARE", ">TIME");
        long plain = 0;
        long moved = 0;
        for (Demo.Step step : outcome.steps()) {
            plain += step.modelBytes();
            moved += step.movedBytes();
            table.row(
                    step.name(),
                    step.files(),
                    Amounts.bytes(step.modelBytes()),
                    Amounts.bytes(step.movedBytes()),
                    Amounts.percent(step.movedBytes(), step.modelBytes()),
                    Amounts.seconds(step.time()));
        }
        var answer = new Answer()
                .field("steps", outcome.steps().stream().map(DemoVerb::fields).toList())
                .field("version", outcome.lost())
                .field("restored_version", outcome.restored())
                .field("identical", outcome.lost().equals(outcome.restored()))
                .field("bytes_plain", plain)
                .field("bytes_sent", moved)
                .field("seconds", Amounts.inSeconds(elapsed()))
                .line(table.text())
                .line("")
                .line("lost       " + outcome.lost())
                .line("restored   " + outcome.restored() + "   the same, byte for byte")
                .line("saved      " + Amounts.bytes(plain - moved) + " of " + Amounts.bytes(plain) + " ("
                        + Amounts.percent(plain - moved, plain) + ") against copying the files each time");
        return keep
                ? answer.field("folder", outcome.folder().toString()).line("kept       " + outcome.folder())
                : answer;
    }

    private static Map<String, Object> fields(Demo.Step step) {
        return Answer.fields(
                "name", step.name(),
                "files", step.files(),
                "bytes_total", step.modelBytes(),
                "bytes_sent", step.movedBytes(),
                "seconds", Amounts.inSeconds(step.time()));
    }
}
