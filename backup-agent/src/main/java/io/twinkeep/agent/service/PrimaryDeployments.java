package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.ModelSettings;
import io.twinkeep.agent.follow.ModelPlace;
import io.twinkeep.agent.state.StateFile;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.operation.Backup;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a primary region serves: the directory that it backs up, at the version that the last backup found there. Where
 * {@code following} has made something current, that is served, and its parity tells of it.
 *
 * <p>A backup reads what looks changed. So all files were read since the last backup that read everything, and that is what is told.
 */
final class PrimaryDeployments {
    private static final String READ = "all-read-since";

    private final AgentSettings settings;
    private final RegionStanding standing;
    private final FactRecorder facts;
    private final InstantSource clock;

    PrimaryDeployments(AgentSettings settings, RegionStanding standing, FactRecorder facts, InstantSource clock) {
        this.settings = settings;
        this.standing = standing;
        this.facts = facts;
        this.clock = clock;
    }

    /** @param began when the backup began to read */
    void found(ModelSettings model, Backup.Outcome outcome, Instant began) {
        Optional<Instant> read = readSince(model.name(), outcome, began);
        if (followsThere(model.name())) {
            return;
        }
        facts.record(new Deployment(
                settings.region(),
                model.name(),
                outcome.version().value(),
                DeploymentState.ACTIVE,
                model.directory(),
                read,
                standing.epoch(),
                clock.instant(),
                ""));
    }

    private Optional<Instant> readSince(ModelName model, Backup.Outcome outcome, Instant began) {
        var memory = new StateFile(settings.state().resolve("read-" + model + ".json"));
        if (outcome.bytesRead() >= outcome.bytesTotal()) {
            memory.write(Map.of(READ, began.toString()));
            return Optional.of(began);
        }
        try {
            return Optional.ofNullable(memory.read().get(READ)).map(text -> Instant.parse(text.toString()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private boolean followsThere(ModelName model) {
        try {
            return settings.following()
                    .flatMap(following -> new ModelPlace(following.directoryOf(model)).current())
                    .isPresent();
        } catch (BackupException e) {
            return false; // Not a switch of ours, so nothing that was followed is served.
        }
    }
}
