package io.twinkeep.bench;

import io.twinkeep.agent.demo.AgentProcess;
import io.twinkeep.agent.demo.Sight;
import io.twinkeep.agent.demo.TwinRegion;
import io.twinkeep.agent.demo.TwinRegions;
import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Two regions at work on this machine: how soon a change arrives, and what an agent costs that has nothing to do. */
final class AgentTasks {
    private static final ModelName MODEL = new ModelName(TwinRegion.MODEL);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration IDLE = Duration.ofSeconds(120);
    private static final Duration AFTER_A_BACKUP = Duration.ofSeconds(20); // what follows one is over then
    private static final Duration NO_IMAGES = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Lab lab;

    AgentTasks(Lab lab) {
        this.lab = lab;
    }

    private TwinRegions regions() {
        return TwinRegions.start(
                Folders.fresh(lab.turnFolder()),
                Path.of(System.getProperty("twinkeep.home")),
                RANDOM,
                InstantSource.system(),
                NO_IMAGES,
                (region, server) -> server);
    }

    /** From the moment at which the last file of a day's drift is there until the standby's deployment of it is active. */
    Task arrival() {
        var task = new Task("arrival", "a day's drift, from the primary's directory to the standby's, verified");
        Models.Days days = lab.models().weights(lab.order().bytes(), 4);
        try (TwinRegions regions = regions();
                Facts facts = regions.facts();
                AgentProcess primary = regions.startAgent(regions.primary());
                AgentProcess standby = regions.startAgent(regions.standby())) {
            List<AgentProcess> agents = List.of(primary, standby);
            drop(days.today(), regions.primary());
            await(regions, facts, agents, served(days.today()));
            Instant dropped = drop(days.nextDay(), regions.primary());
            Sight there = await(regions, facts, agents, served(days.nextDay()));
            Instant active = there.active().map(Deployment::changed).orElseThrow();
            double seconds = Duration.between(dropped, active).toMillis() / 1000.0;
            task.judge(new Verdict("from dropped to active", seconds, "s", Optional.of(Bar.most(6))));
            SnapshotFact snapshot = there.backedUp().orElseThrow();
            double share = snapshot.storedBytes() / (double) snapshot.bytes();
            task.judge(new Verdict("sent, of the model's bytes", share, "", Optional.of(Bar.most(0.10))));
            task.note("the directory is polled each second and must be still for one, which counts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(lab.turnFolder());
        }
        return task;
    }

    /** Copies beside it, then renames each file into place. */
    private static Instant drop(Path model, TwinRegion region) throws IOException {
        Path incoming = Folders.fresh(region.folder().resolve("incoming"));
        List<Path> files;
        try (var found = Files.walk(model)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.copy(file, incoming.resolve(file.getFileName()));
        }
        for (Path file : files) {
            Path place = region.model().resolve(model.relativize(file));
            Files.createDirectories(place.getParent());
            Files.move(incoming.resolve(file.getFileName()), place, StandardCopyOption.ATOMIC_MOVE);
        }
        return Instant.now();
    }

    private Predicate<Sight> served(Path model) {
        Sha256 version = Sha256.parse(lab.digest(model));
        return sight -> sight.serves(version);
    }

    /** Looks until it is so, and promotes what is new meanwhile, as an operator would. */
    private static Sight await(
            TwinRegions regions, Facts facts, List<AgentProcess> agents, Predicate<Sight> condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            Sight now = Sight.of(
                    facts, MODEL, regions.primary().name(), regions.standby().name());
            now.promote(facts, MODEL, RANDOM, Instant.now());
            if (condition.test(now)) {
                return now;
            }
            if (Instant.now().isAfter(deadline) || !agents.stream().allMatch(AgentProcess::isAlive)) {
                throw new BenchFailure("what was dropped did not arrive", "look into the agents' logs");
            }
            LockSupport.parkNanos(LOOK.toNanos()); // a database tells nobody
        }
    }

    /** With the usual poll of its directory. */
    Task idle() {
        var task = new Task("idle", "an agent that watches " + lab.order().files() + " files and has nothing to do");
        try (TwinRegions regions = regions();
                Facts facts = regions.facts()) {
            watchAsUsual(regions.primary(), lab.models().smallFiles(lab.order().files()));
            try (AgentProcess agent = regions.startAgent(regions.primary())) {
                await(regions, facts, List.of(agent), sight -> sight.backedUp().isPresent());
                LockSupport.parkNanos(AFTER_A_BACKUP.toNanos());
                double before = Processes.cpuSeconds(agent.pid());
                LockSupport.parkNanos(IDLE.toNanos()); // idleness takes its time
                double used = (Processes.cpuSeconds(agent.pid()) - before) / IDLE.toSeconds();
                task.judge(new Verdict("of a core", used, "", Optional.of(Bar.most(0.01))));
                double memory = Processes.residentMib(agent.pid());
                task.judge(new Verdict("resident memory", memory, "MiB", Optional.of(Bar.most(250))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(lab.turnFolder());
        }
        return task;
    }

    private static void watchAsUsual(TwinRegion region, Path model) throws IOException {
        String config = Files.readString(region.config())
                .replaceAll("(?m)^watch:.*\n", "")
                .replace(region.model().toString(), model.toString());
        Files.writeString(region.config(), config);
    }
}
