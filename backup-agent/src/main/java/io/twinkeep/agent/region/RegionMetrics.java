package io.twinkeep.agent.region;

import io.twinkeep.agent.follow.ModelPlace;
import io.twinkeep.agent.follow.Parity;
import io.twinkeep.agent.service.Metrics;
import io.twinkeep.agent.service.RegionStanding;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a region has of what it should have, in numbers. */
final class RegionMetrics {
    private final List<Followed> models;
    private final RegionStanding standing;
    private final InstantSource clock;

    private RegionMetrics(List<Followed> models, RegionStanding standing, InstantSource clock) {
        this.models = models;
        this.standing = standing;
        this.clock = clock;
    }

    static void register(Metrics metrics, List<Followed> models, RegionStanding standing, InstantSource clock) {
        var own = new RegionMetrics(models, standing, clock);
        own.lag(metrics);
        own.parity(metrics);
    }

    private void lag(Metrics metrics) {
        metrics.gauge(
                "twinkeep_follow_lag_seconds",
                "How long the alias has named a version that is not served here; 0 if it is served.",
                numbers -> models.forEach(model ->
                        wanted(model).ifPresent(wanted -> numbers.tell(lagSeconds(model, wanted), name(model)))),
                "model");
        metrics.gauge(
                "twinkeep_follow_lag_bytes",
                "Weights of that version that are not here yet, before any saving on the way.",
                numbers -> models.forEach(model -> wanted(model)
                        .ifPresent(wanted ->
                                lagBytes(model, wanted).ifPresent(bytes -> numbers.tell(bytes, name(model))))),
                "model");
    }

    private void parity(Metrics metrics) {
        metrics.gauge(
                "twinkeep_parity",
                "1 if the version that the alias names is served and nothing of it was found to have drifted.",
                numbers -> models.forEach(model ->
                        model.wanted().ifPresent(wanted -> numbers.tell(isEqual(model, wanted) ? 1 : 0, name(model)))),
                "model");
        metrics.gauge(
                "twinkeep_parity_drifted_entries",
                "What had drifted at the end of the last run of 'parity' since the start.",
                numbers -> models.forEach(model -> model.parity()
                        .ifPresent(outcome -> numbers.tell(outcome.left().size(), name(model)))),
                "model");
        metrics.gauge(
                "twinkeep_verified_restore_age_seconds",
                "How long ago the file was read and right that was read longest ago, of the version that is served.",
                numbers -> models.forEach(
                        model -> provenSince(model).ifPresent(time -> numbers.tell(age(time), name(model)))),
                "model");
    }

    /** Empty where the region does not follow. */
    private Optional<Followed.Wanted> wanted(Followed model) {
        return model.wanted().filter(ignored -> standing.role().equals(Optional.of(RegionRole.STANDBY)));
    }

    private static String name(Followed model) {
        return model.model().model().value();
    }

    private static boolean isServed(Followed model, Followed.Wanted wanted) {
        return model.served().equals(Optional.of(wanted.version()));
    }

    private double lagSeconds(Followed model, Followed.Wanted wanted) {
        return isServed(model, wanted) ? 0 : age(wanted.since());
    }

    /** Empty where nobody has told how large the version is. */
    private static OptionalLong lagBytes(Followed model, Followed.Wanted wanted) {
        if (isServed(model, wanted)) {
            return OptionalLong.of(0);
        }
        return wanted.bytes().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, wanted.bytes().getAsLong() - here(model, wanted.version())));
    }

    private static long here(Followed model, Sha256 version) {
        try {
            return new ModelPlace(model.model().root()).bytesOf(version);
        } catch (BackupException e) {
            return 0;
        }
    }

    private static boolean isEqual(Followed model, Followed.Wanted wanted) {
        return isServed(model, wanted)
                && model.parity()
                        .filter(outcome -> outcome.version().equals(Optional.of(wanted.version())))
                        .filter(outcome -> outcome.result() == Parity.Result.DRIFTED)
                        .isEmpty();
    }

    private static Optional<Instant> provenSince(Followed model) {
        try {
            return Parity.provenSince(model.model());
        } catch (BackupException e) {
            return Optional.empty();
        }
    }

    private double age(Instant time) {
        return Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1000.0);
    }
}
