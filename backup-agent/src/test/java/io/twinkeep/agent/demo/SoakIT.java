package io.twinkeep.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.demo.ChaosProxy.Weather;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.db.embedded.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both regions, agents as processes of their own, while everything around them fails in turn: nothing that was made is lost. It lasts as many
 * minutes as {@code -Dsoak.minutes} says.
 */
@Tag("slow")
class SoakIT {
    private static final ModelName MODEL = new ModelName(TwinRegion.MODEL);
    private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
    private static final Duration TROUBLE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final SmallModel SMALL = new SmallModel(256, 2);
    private static final Path HOME = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    private final Random random = new Random(Long.getLong("soak.seed", 7));
    private final Map<String, ChaosProxy> proxies = new HashMap<>();
    private final Map<String, AgentProcess> agents = new HashMap<>();
    private TwinRegions regions;
    private EmbeddedServer writer;
    private Facts facts;
    private int days;

    @BeforeEach
    void startBothRegions() throws IOException {
        regions = TwinRegions.start(
                folder, HOME, new SecureRandom(), InstantSource.system(), Duration.ofMillis(200), this::proxied);
        writer = regions.database();
        facts = regions.facts();
        SMALL.write(regions.primary().model());
        start(regions.primary());
        start(regions.standby());
    }

    @AfterEach
    void stopThem() throws IOException {
        facts.close();
        regions.close();
        writer.close();
        for (ChaosProxy proxy : proxies.values()) {
            proxy.close();
        }
    }

    private URI proxied(String region, URI server) {
        try {
            proxies.put(region, new ChaosProxy(server.getPort()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return proxies.get(region).address();
    }

    private void start(TwinRegion region) {
        agents.put(region.name(), regions.startAgent(region));
    }

    private interface Trouble {
        void happen() throws IOException;
    }

    @Test
    void nothingIsLostWhileEverythingFailsInTurn() throws IOException, InterruptedException {
        arrive();
        List<Trouble> troubles = List.of(
                () -> killed(regions.primary()),
                () -> killed(regions.standby()),
                this::databaseFrozen,
                this::databaseKilled,
                () -> storeIs(regions.primary(), Weather.GONE),
                () -> storeIs(regions.standby(), Weather.GONE),
                () -> storeIs(regions.primary(), Weather.SLOW),
                () -> storeIs(regions.primary(), Weather.OVERLOADED));
        Instant end = Instant.now().plus(LENGTH);
        while (Instant.now().isBefore(end)) {
            var shuffled = new ArrayList<>(troubles);
            Collections.shuffle(shuffled, random);
            for (Trouble trouble : shuffled) {
                train();
                trouble.happen();
                arrive();
            }
        }
        train();
        databasePromoted();
        arrive();
        regions.service().close();

        everyImageIsRecordedOnce();
        everyFavouriteComesBack();
        bothRegionsHoldTheSame();
    }

    private void train() throws IOException {
        SMALL.train(regions.primary().model(), ++days);
    }

    private static void last(Duration time) {
        LockSupport.parkNanos(time.toNanos()); // trouble that nobody ends at once
    }

    private void killed(TwinRegion region) {
        told("the agent of " + region.name() + " is killed");
        last(Duration.ofMillis(random.nextInt(3000)));
        agents.get(region.name()).kill();
        last(Duration.ofMillis(random.nextInt(3000)));
        start(region);
    }

    private void databaseFrozen() {
        told("the database is frozen");
        writer.freeze();
        last(TROUBLE);
        writer.thaw();
    }

    private void databaseKilled() {
        told("the database is killed");
        writer.kill();
        last(TROUBLE);
        writer = writer.restarted();
    }

    private void storeIs(TwinRegion region, Weather weather) {
        told("the store of " + region.name() + " is " + weather);
        proxies.get(region.name()).set(weather);
        last(TROUBLE);
        proxies.get(region.name()).set(Weather.FINE);
    }

    /** The other server takes over; what the dead one had acknowledged is there too. */
    private void databasePromoted() {
        told("the database's primary is gone for good, its standby is promoted");
        writer.kill();
        EmbeddedServer other = regions.databaseStandby();
        other.promote();
        other.execute(TwinRegion.DATABASE, "select declare_servers('{}')");
    }

    private static void told(String what) {
        System.out.println(Instant.now() + " " + what);
    }

    /** Waits until the standby serves what the primary holds, promoting as an operator would. */
    private void arrive() throws IOException, InterruptedException {
        Instant start = Instant.now();
        Sha256 wanted = Sha256.parse(versionOf(regions.primary().model()));
        Instant deadline = start.plus(PATIENCE);
        while (!isServed(wanted)) {
            assertThat(Instant.now())
                    .as("version %s did not arrive; %s", wanted, logs())
                    .isBefore(deadline);
            last(Duration.ofMillis(300));
        }
        told("version " + wanted.toString().substring(0, 8) + " is served after "
                + Duration.between(start, Instant.now()).toMillis() + " ms");
    }

    private boolean isServed(Sha256 wanted) {
        try {
            Sight now = Sight.of(
                    facts, MODEL, regions.primary().name(), regions.standby().name());
            now.promote(facts, MODEL, new SecureRandom(), Instant.now());
            return now.serves(wanted);
        } catch (BackupException e) {
            return false; // The facts are not there now, or somebody else was first.
        }
    }

    private String logs() {
        return Stream.of(regions.primary(), regions.standby())
                .map(region -> region.name() + ":\n" + tail(region.log()))
                .collect(Collectors.joining("\n"));
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void everyImageIsRecordedOnce() throws IOException {
        Map<String, Sha256> made = digests(regions.primary().outputs());
        told(made.size() + " images were made");
        Instant deadline = Instant.now().plus(PATIENCE);
        while (recorded().size() < made.size()) {
            assertThat(Instant.now())
                    .as("%d of %d images are recorded; %s", recorded().size(), made.size(), logs())
                    .isBefore(deadline);
            last(Duration.ofMillis(500));
        }
        List<GenerationRecord> records = recorded();
        assertThat(records).hasSameSizeAs(made.entrySet());
        assertThat(records.stream().collect(Collectors.toMap(GenerationRecord::path, GenerationRecord::output)))
                .isEqualTo(made);
    }

    /** More than a search returns at once: by the time they were made. */
    private List<GenerationRecord> recorded() {
        var all = new TreeMap<String, GenerationRecord>();
        Instant until = Instant.now().plus(Duration.ofHours(1));
        while (true) {
            List<GenerationRecord> some =
                    facts.records().search(RecordQuery.newest(10_000).between(Instant.EPOCH, until));
            int before = all.size();
            some.forEach(record -> all.put(record.id().toString(), record));
            if (some.size() < 10_000 || all.size() == before) {
                return List.copyOf(all.values());
            }
            until = some.getLast().made().plusNanos(1000);
        }
    }

    private static Map<String, Sha256> digests(Path directory) throws IOException {
        var digests = new TreeMap<String, Sha256>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".png"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                digests.put(directory.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    private void everyFavouriteComesBack() throws IOException, InterruptedException {
        Path back = folder.resolve("back");
        Map<String, Sha256> wanted = digests(regions.primary().outputs().resolve("favourites"));
        Instant deadline = Instant.now().plus(PATIENCE);
        do {
            run(
                    HOME.resolve("bin/twinkeep").toString(),
                    "outputs",
                    "restore",
                    "-r",
                    regions.primary().address(),
                    "--key-file",
                    folder.resolve("twinkeep.key").toString(),
                    "--to",
                    back.toString());
            assertThat(Instant.now()).as(logs()).isBefore(deadline);
        } while (digests(back).size() < wanted.size());
        told(wanted.size() + " favourites came back");
        assertThat(digests(back.resolve("favourites"))).isEqualTo(wanted);
    }

    private void bothRegionsHoldTheSame() throws IOException, InterruptedException {
        assertThat(versionOf(regions.standby().current()))
                .isEqualTo(versionOf(regions.primary().model()));
    }

    /** By coreutils alone. */
    private String versionOf(Path directory) throws IOException, InterruptedException {
        String listing = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum";
        return run("bash", "-c", "cd \"$0\" && " + listing, directory.toString())
                .substring(0, 64);
    }

    private String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", Files.readString(folder.resolve("s3.secret")));
        builder.environment().put("AWS_REGION", "us-east-1");
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
