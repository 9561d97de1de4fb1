package io.twinkeep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where the benchmark starts: reads the command line, runs what is asked for, prints. */
@Command(
        name = "twinkeep-bench",
        description =
                "Run Twinkeep beside restic and borg, in turn, and compare wall time, CPU time, memory and bytes.",
        footer = {
            "",
            "Tasks: full, incremental, restore, restore-next-day, unchanged, s3, link, standby, chain, versions,",
            "threads, memory;",
            "and, only where asked for, codec (JMH), and of real agents with Postgres: outputs, arrival, idle, records, search,",
            "slow-link.",
            "As root, caches are dropped before each measured process; else they are warm for all, which the report says.",
            "Every figure is printed only after what was stored came back equal. A missed bar is no failure: exit code 0."
        })
final class Bench implements Callable<Integer> {
    /** In the order in which they run. */
    private static final SequencedMap<String, Function<Lab, Task>> WHERE_ASKED = whereAsked();

    private static final List<String> ALL = List.of(
            "full",
            "incremental",
            "restore",
            "restore-next-day",
            "unchanged",
            "s3",
            "link",
            "standby",
            "chain",
            "versions",
            "threads",
            "memory");

    @Option(names = "--tasks", split = ",", paramLabel = "TASK", description = "Only these (default: all).")
    private List<String> tasks = ALL;

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each program (default: 3).")
    private int rounds = 3;

    @Option(names = "--size", paramLabel = "BYTES", description = "Of the model (default: 1GiB).")
    private String size = "1GiB";

    @Option(names = "--big-size", paramLabel = "BYTES", description = "Of the large model (default: 4GiB).")
    private String bigSize = "4GiB";

    @Option(names = "--link-size", paramLabel = "BYTES", description = "Of the one for the link (default: 256MiB).")
    private String linkSize = "256MiB";

    @Option(names = "--files", paramLabel = "N", description = "How many small files (default: 20000).")
    private int files = 20_000;

    @Option(names = "--records", paramLabel = "N", description = "Generation records (default: 1000000).")
    private long records = 1_000_000;

    @Option(names = "--gib", paramLabel = "N", description = "GiB of the model for 'slow-link' (default: 20).")
    private double farGib = 20;

    @Option(names = "--quick", description = "Small models and one round: does it work? The figures mean nothing.")
    private boolean quick;

    @Option(names = "--only-fast-peers", description = "Leave out 'restic max', which takes minutes for a gigabyte.")
    private boolean onlyFast;

    @Option(names = "--work", paramLabel = "DIR", description = "Work here and keep the models for the next run.")
    private Path work;

    @Option(names = "--install", description = "Install what is missing by apt-get; needs root.")
    private boolean install;

    @Option(names = "--json", description = "Print exactly one JSON object on stdout.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    private static SequencedMap<String, Function<Lab, Task>> whereAsked() {
        var tasks = new LinkedHashMap<String, Function<Lab, Task>>();
        tasks.put("codec", lab -> new CodecTask(lab).run());
        tasks.put("outputs", lab -> new OutputsTask(lab).run());
        tasks.put("arrival", lab -> new ArrivalTask(lab).run());
        tasks.put("idle", lab -> new IdleTask(lab).run());
        tasks.put("records", lab -> new RecordsTask(lab).run());
        tasks.put("search", lab -> new SearchTask(lab).run());
        tasks.put("slow-link", lab -> new SlowLinkTask(lab).run());
        return tasks;
    }

    public static void main(String[] arguments) {
        var line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((failure, at, parsed) -> {
            System.err.println(failure instanceof BenchFailure ? failure.getMessage() : failure);
            if (!(failure instanceof BenchFailure)) {
                failure.printStackTrace();
            }
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path folder = work == null ? Files.createTempDirectory("twinkeep-bench-") : Files.createDirectories(work);
        folder = folder.toRealPath();
        try {
            var runner = new Runner(Files.createDirectories(folder.resolve("scratch")));
            Path launcher = Path.of(System.getProperty("twinkeep.home"), "bin/twinkeep");
            boolean compares = tasks.stream().anyMatch(ALL::contains);
            var found = compares ? Peers.find(runner, launcher, install) : Peers.none(runner, launcher);
            var peers = quick || onlyFast ? found.fast() : found;
            List<Task> done = run(new Lab(order(folder), runner, peers));
            var report = new Report(head(peers, compares), done);
            System.out.println(json ? report.json() : report.text());
            return 0;
        } finally {
            if (work == null) {
                Folders.delete(folder);
            }
        }
    }

    private Order order(Path folder) {
        Set<String> wanted = new LinkedHashSet<>(tasks);
        for (String task : wanted) {
            if (!ALL.contains(task) && !WHERE_ASKED.containsKey(task)) {
                throw new BenchFailure(
                        "there is no task '" + task + "'",
                        "choose from " + String.join(", ", ALL) + ", " + String.join(", ", WHERE_ASKED.keySet()));
            }
        }
        return quick
                ? new Order(wanted, true, 1, 128L << 20, 256L << 20, 32L << 20, 2000, 20_000, 0.0625, folder)
                : new Order(
                        wanted,
                        false,
                        rounds,
                        Texts.parseBytes(size),
                        Texts.parseBytes(bigSize),
                        Texts.parseBytes(linkSize),
                        files,
                        records,
                        farGib,
                        folder);
    }

    private static List<Task> run(Lab lab) {
        var done = new ArrayList<Task>();
        if (lab.order().wants("full", "incremental", "restore", "restore-next-day")) {
            done.addAll(new LocalTasks(lab).run());
        }
        if (lab.order().wants("unchanged")) {
            done.add(new UnchangedTask(lab).run());
        }
        if (lab.order().wants("s3")) {
            done.add(new S3Tasks(lab).loopback());
        }
        if (lab.order().wants("link")) {
            done.addAll(new S3Tasks(lab).slowLink());
        }
        done.addAll(new SelfTasks(lab).run());
        WHERE_ASKED.forEach((name, task) -> {
            if (lab.order().wants(name)) {
                System.err.println(name);
                done.add(task.apply(lab));
            }
        });
        return done;
    }

    private static Map<String, Object> head(Peers peers, boolean compares) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        head.put("machine", Peers.machine());
        head.put(
                "programs",
                peers.all().stream()
                        .map(program -> program.name() + ": " + program.description())
                        .toList());
        if (compares) {
            addConditions(head);
        }
        return head;
    }

    private static void addConditions(Map<String, Object> head) {
        head.put(
                "caches",
                Runner.dropsCaches()
                        ? "dropped before each measured process"
                        : "warm for all: only root can drop them");
        head.put("clock", "stops when the process has ended and the file system that it wrote to is synced");
    }
}
