package io.twinkeep.agent.region;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.config.JobName;
import io.twinkeep.agent.follow.FollowedModel;
import io.twinkeep.agent.service.Extension;
import io.twinkeep.agent.service.Parts;
import io.twinkeep.agent.service.RunReport;
import io.twinkeep.agent.service.UseCase;
import io.twinkeep.agent.session.Finding;
import io.twinkeep.agent.session.Means;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.operation.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What {@code following} brings to the daemon. In a standby: the jobs {@code follow} and {@code parity}, and what notices that
 * the alias has moved or a version has come. In a primary: pins, so that the versions which others follow are not pruned.
 */
public final class Region implements Extension {
    private final Parts parts;
    private final FollowSettings settings;
    private final List<Followed> models;
    private final Optional<AliasTargets> aliases;
    private final InstantSource clock;

    private Region(Parts parts, FollowSettings settings) {
        this.parts = parts;
        this.settings = settings;
        this.clock = parts.means().apply(Progress.NONE).clock();
        this.models = parts.settings().models().stream()
                .map(model -> new Followed(
                        new FollowedModel(model.name(), parts.settings().region(), settings.directoryOf(model.name()))))
                .toList();
        this.aliases = parts.facts()
                .filter(facts -> !settings.followsLatest())
                .map(Facts::aliases)
                .map(database -> new HastyAliases(database, System::nanoTime));
        RegionMetrics.register(parts.metrics(), models, parts.standing(), clock);
    }

    /** Nothing where {@code following} is not configured. */
    public static Extension of(Parts parts) {
        return parts.settings()
                .following()
                .<Extension>map(following -> new Region(parts, following))
                .orElse(NONE);
    }

    /** Tries out what {@code following} names. */
    public static List<Finding> check(AgentSettings settings, Means means) {
        return settings.following()
                .map(following -> new FollowingCheck(settings, following, means).run())
                .orElse(List.of());
    }

    @Override
    public Map<JobName, UseCase> useCases() {
        return Map.of(
                JobName.FOLLOW, new FollowJob(parts, settings, models, aliases, clock),
                JobName.PARITY, new ParityJob(parts, settings, models, clock));
    }

    /** While nobody can say what was promoted, nothing is deleted. */
    @Override
    public void beforePrune(RunReport report) {
        aliases.ifPresent(database -> pinning(database).run(report));
    }

    private Pinning pinning(AliasTargets database) {
        return new Pinning(parts, settings, models, database, clock);
    }

    @Override
    public void begin(Consumer<JobName> runNow, BiConsumer<String, Runnable> threads) {
        Runnable follow = () -> runNow.accept(JobName.FOLLOW);
        Duration pause = settings.poll();
        aliases.ifPresent(database -> {
            Runnable pin = () -> pinning(database).run(new Notes(parts.log(), "pin"));
            var watch = new AliasWatch(parts, settings.alias(), models, database, follow, pin);
            threads.accept("follow alias", new Poll("alias", pause, watch::look, parts.log()));
        });
        threads.accept("follow repository", () -> {
            try (var watch = new RepositoryWatch(parts, settings, models, follow)) {
                new Poll("repository", pause, watch::look, parts.log()).run();
            }
        });
    }
}
