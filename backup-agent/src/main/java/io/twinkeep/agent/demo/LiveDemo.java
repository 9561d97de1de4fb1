package io.twinkeep.agent.demo;

import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.LocalState;
import io.twinkeep.core.operation.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Both regions at work: what changes in the primary's directory is served by the standby moments later, and the images that matter are in the
 * repository. Used once, by one thread; {@link #stop} may be called by any.
 */
public final class LiveDemo {
    private static final ModelName MODEL = new ModelName(TwinRegion.MODEL);
    private static final Duration BETWEEN_IMAGES = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_MILLIS = 200;

    private final Order order;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Progress progress;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Arrival> arrivals = new ArrayList<>();
    private Sight last = new Sight(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0);
    private Instant lastChange;

    /** @param random must be cryptographically strong and thread-safe */
    public LiveDemo(Order order, RandomGenerator random, InstantSource clock, Progress progress) {
        this.order = order;
        this.random = random;
        this.clock = clock;
        this.progress = progress;
        this.lastChange = clock.instant();
    }

    /**
     * @param home where {@code bin/twinkeep} and the servers' libraries are
     * @param keep whether the folder stays that is made in {@code temp}
     * @param attended whether somebody looks on, and will stop it; else it ends once everything has arrived
     */
    public record Order(Path home, Path temp, boolean keep, boolean tiny, boolean attended) {}

    /** A change of the primary's directory that the standby serves now, so long after it was complete. */
    public record Arrival(String change, Sha256 version, Duration time) {}

    /** How it ended. {@code primary} and {@code standby} are the digests of what is on both disks. */
    public record Outcome(
            List<Arrival> arrivals,
            Sha256 primary,
            Sha256 standby,
            long images,
            long recorded,
            long stored,
            Path folder) {}

    /** Lets {@link #run} end. */
    public void stop() {
        stopped.countDown();
    }

    /** @throws Corrupt if the standby serves what the primary never had, which nobody has seen */
    public Outcome run() {
        try (var workplace = Workplace.make(order.temp(), order.keep())) {
            progress.begin("starting two regions: S3 servers, Postgres, agents", 0);
            try (var regions = TwinRegions.start(
                            workplace.root(), order.home(), random, clock, BETWEEN_IMAGES, (region, server) -> server);
                    Facts facts = regions.facts()) {
                return show(regions, facts, workplace.root());
            }
        }
    }

    private Outcome show(TwinRegions regions, Facts facts, Path root) {
        SmallModel model = order.tiny() ? new SmallModel(128, 2) : SmallModel.USUAL;
        Path directory = regions.primary().model();
        write(() -> model.write(directory));
        List<AgentProcess> agents =
                List.of(regions.startAgent(regions.primary()), regions.startAgent(regions.standby()));
        var round = new Round(regions, facts, agents);
        arrive(round, "the model as it was", () -> {});
        arrive(round, "a day of training", () -> model.train(directory, 1));
        if (order.attended()) {
            progress.note("Now it is your turn: change or add files below " + directory + "\n"
                    + "and see them arrive below " + regions.standby().current() + ". Ctrl-C ends it.");
            goOn(round);
        } else {
            awaitFavourites(round);
        }
        Sha256 primary = digest(directory);
        Sha256 standby = digest(regions.standby().current());
        if (!order.attended() && !primary.equals(standby)) {
            throw new Corrupt(
                    "the standby serves " + standby + ", the primary holds " + primary,
                    "please report this: it is a bug");
        }
        return new Outcome(
                List.copyOf(arrivals),
                primary,
                standby,
                regions.service().made(),
                last.recorded(),
                last.stored(),
                root);
    }

    private record Round(TwinRegions regions, Facts facts, List<AgentProcess> agents) {}

    private interface Change {
        void make() throws IOException;
    }

    private static void write(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            throw new Failed("the demonstration's model can't be written: " + e, "name another folder with --temp", e);
        }
    }

    private void arrive(Round round, String what, Change change) {
        write(change);
        Instant complete = clock.instant();
        Sha256 version = digest(round.regions().primary().model());
        progress.note("primary: " + what + " is version " + shortly(version));
        await(round, what, () -> last.serves(version));
        if (last.serves(version)) {
            arrivals.add(new Arrival(what, version, Duration.between(complete, clock.instant())));
        }
    }

    private interface Arriving {
        boolean isThere();
    }

    /** Returns when it is there, or when somebody stops the demonstration. */
    private void await(Round round, String what, Arriving arriving) {
        Instant deadline = clock.instant().plus(PATIENCE);
        while (!arriving.isThere() && !pause()) {
            look(round);
            if (clock.instant().isAfter(deadline)) {
                throw new Failed(
                        what + " did not arrive within " + PATIENCE.toSeconds() + " s",
                        "run it with --keep and look into agent.log of both regions");
            }
        }
    }

    private void awaitFavourites(Round round) {
        long wanted = round.regions().service().favouritesMade();
        await(round, "the images", () -> last.stored() >= wanted);
    }

    private void goOn(Round round) {
        while (!pause()) {
            look(round);
        }
    }

    /** True once it is stopped. */
    private boolean pause() {
        try {
            return stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Looks at the facts, promotes what is new as an operator would, and tells what has happened. */
    private void look(Round round) {
        try {
            Sight now = Sight.of(
                    round.facts(),
                    MODEL,
                    round.regions().primary().name(),
                    round.regions().standby().name());
            now.promote(round.facts(), MODEL, random, clock.instant());
            tell(now);
            last = now;
        } catch (Unavailable e) {
            progress.note(e.getMessage());
        }
        for (AgentProcess agent : round.agents()) {
            if (!agent.isAlive()) {
                throw new Failed("an agent ended", "run it with --keep and look into agent.log of both regions");
            }
        }
    }

    private void tell(Sight now) {
        if (!now.backedUp().map(SnapshotFact::version).equals(last.backedUp().map(SnapshotFact::version))) {
            lastChange = clock.instant();
            now.backedUp()
                    .ifPresent(snapshot -> progress.note("primary: version " + shortly(snapshot.version())
                            + " is backed up and promoted, " + Amounts.bytes(snapshot.storedBytes()) + " of "
                            + Amounts.bytes(snapshot.bytes()) + " stored"));
        }
        if (!now.active().map(Deployment::version).equals(last.active().map(Deployment::version))) {
            now.active()
                    .ifPresent(there -> progress.note("standby: version " + shortly(there.version())
                            + " is verified and serves, "
                            + Duration.between(lastChange, clock.instant()).toMillis() / 1000.0
                            + " s after it was promoted"));
        }
        if (order.attended() && !now.toString().equals(last.toString())) {
            progress.begin(now.toString(), 0);
        }
    }

    private static String shortly(Sha256 version) {
        return version.toString().substring(0, 8);
    }

    private Sha256 digest(Path directory) {
        try (SourceTree source = FileTrees.source(real(directory), VfsSettings.DEFAULT)) {
            return LocalState.read(source, 1, Progress.NONE).version().value();
        }
    }

    /** The standby's directory is a symlink, which is not followed by whoever reads it. */
    private static String real(Path directory) {
        try {
            return directory.toRealPath().toString();
        } catch (IOException e) {
            throw new Failed("nothing is at " + directory + ": " + e, "", e);
        }
    }
}
