package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.demo.Demo;
import io.twinkeep.agent.demo.LiveDemo;
import io.twinkeep.agent.text.Amounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep demo}: the whole story on this machine alone. */
@Command(
        name = "demo",
        description =
                "Show the whole job on servers of its own: back up, train, lose, restore, prove; then two regions at work.",
        footer = {
            "",
            "Everything happens in a temporary folder, and on the loopback interface. With DIR it is shown with your",
            "own model, which is only read: the day of training and the two regions are left out then.",
            "",
            "The regions are an S3 server each, a Postgres pair and two agents. On a terminal they run until Ctrl-C:",
            "change the primary's files and see them arrive. Elsewhere they end once everything has arrived."
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

    @Option(names = "--once", description = "Only the first part, without the two regions.")
    private boolean once;

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        Path home = surroundings().home();
        var order = new Demo.Order(
                Optional.ofNullable(directory), home.resolve("target/demo-lib"), temp, keep, config.threads(), tiny);
        var answer = new Answer();
        add(answer, new Demo(order, surroundings().random(), surroundings().clock(), progress).run());
        if (directory == null && !once) {
            progress.note(new String(answer.text(), StandardCharsets.UTF_8));
            boolean attended = surroundings().columns().isPresent();
            var live = new LiveDemo(
                    new LiveDemo.Order(home, temp, keep, tiny, attended),
                    surroundings().random(),
                    surroundings().clock(),
                    progress);
            surroundings().ending().onRequest(live::stop);
            add(answer, live.run());
        }
        return answer.field("seconds", Amounts.inSeconds(elapsed()));
    }

    private void add(Answer answer, Demo.Outcome outcome) {
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
        answer.field("steps", outcome.steps().stream().map(DemoVerb::fields).toList())
                .field("version", outcome.lost())
                .field("restored_version", outcome.restored())
                .field("identical", outcome.lost().equals(outcome.restored()))
                .field("bytes_plain", plain)
                .field("bytes_sent", moved)
                .line(table.text())
                .line("")
                .line("lost       " + outcome.lost())
                .line("restored   " + outcome.restored() + "   the same, byte for byte")
                .line("saved      " + Amounts.bytes(plain - moved) + " of " + Amounts.bytes(plain) + " ("
                        + Amounts.percent(plain - moved, plain) + ") against copying the files each time");
        if (keep) {
            answer.field("folder", outcome.folder().toString()).line("kept       " + outcome.folder());
        }
    }

    private void add(Answer answer, LiveDemo.Outcome outcome) {
        var table = new Table("CHANGE ON THE PRIMARY", "VERSION", ">SERVED BY THE STANDBY AFTER");
        for (LiveDemo.Arrival arrival : outcome.arrivals()) {
            table.row(arrival.change(), arrival.version().toString().substring(0, 12), Amounts.seconds(arrival.time()));
        }
        boolean same = outcome.primary().equals(outcome.standby());
        answer.field(
                        "arrivals",
                        outcome.arrivals().stream().map(DemoVerb::fields).toList())
                .field("primary_version", outcome.primary().toString())
                .field("standby_version", outcome.standby().toString())
                .field("images", outcome.images())
                .field("images_recorded", outcome.recorded())
                .field("images_stored", outcome.stored())
                .line("")
                .line(table.text())
                .line("")
                .line("primary    " + outcome.primary())
                .line("standby    " + outcome.standby() + (same ? "   the same, byte for byte" : "   not the same yet"))
                .line("images     " + outcome.images() + " made, " + outcome.recorded() + " recorded, "
                        + outcome.stored() + " that matter are in the repository");
        if (keep) {
            answer.field("regions_folder", outcome.folder().toString()).line("kept       " + outcome.folder());
        }
    }

    private static Map<String, Object> fields(LiveDemo.Arrival arrival) {
        return Answer.fields(
                "change", arrival.change(),
                "version", arrival.version().toString(),
                "seconds", Amounts.inSeconds(arrival.time()));
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
