package io.twinkeep.bench;

import io.twinkeep.agent.demo.AgentProcess;
import io.twinkeep.agent.demo.Sight;
import io.twinkeep.agent.demo.TwinRegion;
import io.twinkeep.agent.demo.TwinRegions;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Two regions at work on this machine, those of the demonstration. Not thread-safe. */
final class Twins implements AutoCloseable {
    private static final ModelName MODEL = new ModelName(TwinRegion.MODEL);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final Duration NO_IMAGES = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final TwinRegions regions;
    private final Facts facts;
    private final List<AgentProcess> agents = new ArrayList<>();

    private Twins(TwinRegions regions) {
        this.regions = regions;
        this.facts = regions.facts();
    }

    /** All but the agents. */
    static Twins start(Path folder) {
        return new Twins(TwinRegions.start(
                Folders.fresh(folder),
                Path.of(System.getProperty("twinkeep.home")),
                RANDOM,
                InstantSource.system(),
                NO_IMAGES,
                (region, server) -> server));
    }

    TwinRegion primary() {
        return regions.primary();
    }

    TwinRegion standby() {
        return regions.standby();
    }

    AgentProcess startAgent(TwinRegion region) {
        AgentProcess agent = regions.startAgent(region);
        agents.add(agent);
        return agent;
    }

    /** Changes the settings of an agent that is not started yet. */
    static void configure(TwinRegion region, String what, String instead) throws IOException {
        String config = Files.readString(region.config());
        String changed = config.replaceAll(what, instead);
        if (changed.equals(config)) {
            throw new BenchFailure("the agent's settings have no " + what, "");
        }
        Files.writeString(region.config(), changed);
    }

    /** Links a model's files beside its place in the primary, then renames each into place; returns when the last was. */
    Instant drop(Path model) throws IOException {
        Path incoming = Folders.fresh(primary().folder().resolve("incoming"));
        List<Path> files;
        try (var found = Files.walk(model)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.createLink(incoming.resolve(file.getFileName()), file);
        }
        for (Path file : files) {
            Path place = primary().model().resolve(model.relativize(file));
            Files.createDirectories(place.getParent());
            Files.move(incoming.resolve(file.getFileName()), place, StandardCopyOption.ATOMIC_MOVE);
        }
        return Instant.now();
    }

    /** Until the standby would serve it. */
    Sight awaitServed(Sha256 version) {
        return await(sight -> sight.serves(version));
    }

    /** Looks until it is so, and promotes what is new meanwhile, as an operator would. */
    Sight await(Predicate<Sight> condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            Sight now = Sight.of(facts, MODEL, primary().name(), standby().name());
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

    @Override
    public void close() {
        try (regions) {
            facts.close();
        }
    }
}
