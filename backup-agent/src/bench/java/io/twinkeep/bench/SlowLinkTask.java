package io.twinkeep.bench;

import io.twinkeep.agent.demo.Sight;
import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A day's drift of a large model over a link of 50 Mbit/s between the regions, together with outputs that matter. The primary
 * replicates into the standby's repository, and the standby follows that.
 */
final class SlowLinkTask {
    private static final long BYTES_A_SECOND = 6_250_000; // 50 Mbit/s, in each direction
    private static final int IMAGES = 20;
    private static final int IMAGE_BYTES = 256 << 10;
    private static final double GIB = 1L << 30;
    // Of the model's bytes: two days of it, the primary's repository and cache, the standby's, and two versions there.
    private static final double ROOM = 2 + 0.75 + 0.75 + 0.75 + 2;

    private final Lab lab;
    private final Path folder;

    SlowLinkTask(Lab lab) {
        this.lab = lab;
        this.folder = lab.turnFolder();
    }

    Task run() {
        double gib = lab.order().farGib();
        var task = new Task(
                "slow-link",
                "a day's drift of a model of " + Texts.number(gib) + " GiB and " + IMAGES
                        + " outputs over 50 Mbit/s, verified in the standby");
        requireRoom(gib);
        Models.Days days = lab.models().weights((long) (gib * GIB), 4);
        try (Twins twins = Twins.start(folder);
                Throttle link = Throttle.before(twins.standby().store())) {
            Twins.configure(
                    twins.primary(),
                    twins.standby().store().toString(),
                    link.address().toString());
            Twins.configure(twins.standby(), "from: eu-1", "from: repository");
            twins.startAgent(twins.primary());
            twins.startAgent(twins.standby());
            twins.drop(days.today());
            twins.awaitServed(Sha256.parse(lab.digest(days.today())));
            measure(task, twins, days.nextDay(), link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
        return task;
    }

    private void measure(Task task, Twins twins, Path nextDay, Throttle link) throws IOException {
        Sha256 version = Sha256.parse(lab.digest(nextDay));
        var outputsThere = new AtomicReference<Instant>();
        link.limit(BYTES_A_SECOND);
        dropImages(twins.primary().folder());
        Instant dropped = twins.drop(nextDay);
        Sight there = twins.await(sight -> {
            if (outputsThere.get() == null && outputs(twins.standby().folder()) >= IMAGES) {
                outputsThere.set(Instant.now());
            }
            return sight.serves(version) && outputsThere.get() != null;
        });
        Instant active = there.active().map(Deployment::changed).orElseThrow();
        SnapshotFact snapshot = there.backedUp().orElseThrow();
        double crossing = snapshot.storedBytes() / (double) BYTES_A_SECOND;
        task.judge(new Verdict(
                "from dropped to active", since(dropped, active), "s", Optional.of(Bar.most(1.2 * crossing + 60))));
        Journey.tell(task, twins, dropped, active);
        task.judge(new Verdict(
                "all outputs in the standby's repository",
                since(dropped, outputsThere.get()),
                "s",
                Optional.of(Bar.most(since(dropped, active)))));
        task.note("the delta of " + Texts.bytes(snapshot.storedBytes()) + " needs " + Texts.number(crossing)
                + " s of the link, over which " + Texts.bytes(link.bytes())
                + " went; the bar is 1.2 times as long and 60 s; outputs must not wait for the weights");
        task.note("facts go by Postgres' own replication, which is not slowed");
    }

    private static double since(Instant start, Instant end) {
        return Duration.between(start, end).toMillis() / 1000.0;
    }

    private static void dropImages(Path region) throws IOException {
        Path place = Files.createDirectories(region.resolve("outputs/favourites"));
        for (int i = 0; i < IMAGES; i++) {
            Path incoming = Files.write(region.resolve("incoming.png"), Pictures.noise(i, IMAGE_BYTES));
            Files.move(incoming, place.resolve(i + ".png"));
        }
    }

    /** How many are in a region's repository, by the folder of its S3 server. */
    private static long outputs(Path region) {
        Path outputs = region.resolve("bucket/twinkeep/models/outputs");
        if (!Files.isDirectory(outputs)) {
            return 0;
        }
        try (Stream<Path> found = Files.walk(outputs)) {
            return found.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // one that was just renamed; the next look counts again
        }
    }

    private void requireRoom(double gib) {
        long needed = (long) (gib * GIB * ROOM);
        long free = folder.toFile().getParentFile().getUsableSpace();
        if (free < needed) {
            throw new BenchFailure(
                    "a model of " + Texts.number(gib) + " GiB needs " + Texts.bytes(needed) + " in "
                            + lab.order().work() + ", where " + Texts.bytes(free) + " are free",
                    "make room, name another folder with --work, or a smaller model with --gib");
        }
    }
}
