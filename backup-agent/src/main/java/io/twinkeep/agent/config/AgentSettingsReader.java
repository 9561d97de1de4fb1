package io.twinkeep.agent.config;

import io.twinkeep.agent.schedule.Cron;
import io.twinkeep.agent.schedule.JobPlan;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.agent.text.Times;
import io.twinkeep.agent.watch.WatchTimes;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.Traffic;
import io.twinkeep.core.operation.KeepRules;
import io.twinkeep.core.repository.Layout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the daemon's file from top to bottom, and tells everything that is wrong with it at once. */
final class AgentSettingsReader {
    private static final int MAX_THREADS = 256;
    private static final String NONE = "none";
    private static final Path NOWHERE = Path.of("/");

    private final Path file;
    private final Map<String, String> environment;
    private final Problems problems = new Problems();
    private final Places places;

    AgentSettingsReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
        this.places = new Places(environment);
    }

    AgentSettings read() {
        Section root = Section.root(file, problems);
        var repositories = new RepositoryReader(environment);
        Path state = root.required("state", "/var/lib/twinkeep", NOWHERE, Path::of);
        List<RepositorySettings> mirrors = repositories.mirrors(root);
        List<ModelSettings> models = models(root);
        Optional<DatabaseSettings> database = new DatabaseReader(root, environment).read();
        var settings = new AgentSettings(
                root.required("region", "eu-1", "none", region()),
                root.parsed("agent", name("an agent")).orElseGet(AgentSettingsReader::hostName),
                root.has("role")
                        ? Optional.of(root.choice("role", RegionRole.STANDBY, RegionRole.class))
                        : Optional.empty(),
                repositories.own(root),
                mirrors,
                models,
                new OutputsReader(root).read(),
                database,
                state,
                state.resolve("spool"),
                spool(root),
                cache(root, state),
                watch(root),
                schedule(root),
                keep(root),
                limits(root),
                root.path("http", NONE).flatMap(ignored -> root.parsed("http", HttpSettings::parse)),
                root.choice("log", LogForm.PLAIN, LogForm.class),
                new FollowReader(root).read(models, mirrors, root.has("database")),
                parity(root),
                root.path("ca-file", NONE),
                VfsSettings.DEFAULT,
                places.s3(Optional.empty(), Optional.empty(), problems));
        root.end();
        problems.throwIfAny("mend " + file + ", then look again with: twinkeep agent check --config " + file);
        return settings;
    }

    private static Function<String, String> region() {
        return text -> {
            if (!text.matches("[a-z0-9][a-z0-9-]{0,62}")) {
                throw new IllegalArgumentException(
                        "must be small letters, digits and '-', as in eu-1, is '" + text + "'");
            }
            return text;
        };
    }

    private static Function<String, String> name(String of) {
        return text -> {
            if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
                throw new IllegalArgumentException("is no name of " + of + ": '" + text + "'");
            }
            return text;
        };
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "agent";
        }
    }

    private static List<ModelSettings> models(Section root) {
        var models = new ArrayList<ModelSettings>();
        Set<String> names = new HashSet<>();
        if (!root.has("models")) {
            root.problem(
                    "models", "is missing; write '- name: z-image-turbo' and 'directory: /nas/z-image-turbo' below it");
        }
        for (Section section : root.sections("models")) {
            var model = ModelReader.read(section);
            if (!names.add(model.name().value())) {
                section.problem("name", "stands there twice: '" + model.name() + "'");
            }
            models.add(model);
        }
        return models;
    }

    private static SpoolSettings spool(Section root) {
        Section section = root.sectionOrEmpty("spool");
        long max = section.parsed("max", ByteAmount::parse).orElse(SpoolSettings.DEFAULT.maxBytes());
        section.end();
        int segment = (int) Math.min(SpoolSettings.DEFAULT.segmentBytes(), Math.max(1, max / 8));
        return new SpoolSettings(Math.max(8, max), segment);
    }

    private static CacheSettings cache(Section root, Path state) {
        Section section = root.sectionOrEmpty("cache");
        Optional<Path> folder = section.path("directory", NONE);
        boolean wanted = !section.text("directory").equals(Optional.of(NONE));
        long bytes = section.parsed("size", ByteAmount::parse).orElse(CacheSettings.USUAL_BYTES);
        section.end();
        return new CacheSettings(folder, state.resolve("packs"), wanted, bytes);
    }

    private static WatchTimes watch(Section root) {
        Section section = root.sectionOrEmpty("watch");
        Duration poll = section.duration("poll", WatchTimes.DEFAULT.poll());
        Duration settle = section.duration("settle", WatchTimes.DEFAULT.settle());
        section.end();
        return section.made("poll", () -> new WatchTimes(poll, settle)).orElse(WatchTimes.DEFAULT);
    }

    private static ScheduleSettings schedule(Section root) {
        Section section = root.sectionOrEmpty("schedule");
        Map<String, JobPlan> plans = new TreeMap<>();
        Arrays.stream(JobName.values()).forEach(job -> plans.put(job.toString(), plan(section, job)));
        Duration spread = section.duration("spread", Duration.ofMinutes(5));
        Duration retry = section.duration("retry", Duration.ofMinutes(10));
        section.end();
        return new ScheduleSettings(spread, retry, plans);
    }

    private static JobPlan plan(Section section, JobName job) {
        String text = section.text(job.toString()).orElse(job.usual());
        if (text.equals(NONE)) {
            return JobPlan.onRequest();
        }
        return section.has(job.toString())
                ? section.parsed(job.toString(), Cron::parse).map(JobPlan::at).orElseGet(JobPlan::onRequest)
                : JobPlan.at(Cron.parse(text));
    }

    private static KeepSettings keep(Section root) {
        Section section = root.sectionOrEmpty("keep");
        int percent = section.number("verify-percent", 15, 0, 100);
        int sets = section.number("sets", 4, 1, 10_000);
        Duration within = section.duration("within", Duration.ofDays(14));
        Optional<Duration> outputs = section.parsed("outputs", AgentSettingsReader::atLeastADay);
        section.end();
        return new KeepSettings(percent, new KeepRules(sets, within), outputs);
    }

    private static Duration atLeastADay(String text) {
        Duration keep = Times.duration(text);
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("must be at least 1d, is '" + text + "'");
        }
        return keep;
    }

    private static LimitSettings limits(Section root) {
        Section section = root.sectionOrEmpty("limits");
        int usual = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        var limits = new LimitSettings(
                section.number("threads", usual, 1, MAX_THREADS),
                amount(section, "memory"),
                new Traffic(amount(section, "upload"), amount(section, "download"), Layout::urgency),
                section.flag("background", false));
        section.end();
        return limits;
    }

    private static OptionalLong amount(Section section, String key) {
        return section.parsed(key, ByteAmount::parse).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private static ParitySettings parity(Section root) {
        Section section = root.sectionOrEmpty("parity");
        var parity = new ParitySettings(section.number("read-percent", 5, 0, 100), section.flag("heal", false));
        section.end();
        return parity;
    }
}
