package io.twinkeep.agent.region;

import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.follow.FollowRules;
import io.twinkeep.agent.follow.Follower;
import io.twinkeep.agent.follow.Repositories;
import io.twinkeep.agent.service.Parts;
import io.twinkeep.agent.service.RunReport;
import io.twinkeep.agent.service.UseCase;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.ids.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The job {@code follow}: one pass of the follower for each model. */
final class FollowJob implements UseCase {
    // A version that did not warm up would disturb what is served by each try.
    private static final Duration PREWARM_AGAIN = Duration.ofMinutes(10);

    private final Parts parts;
    private final FollowSettings settings;
    private final List<Followed> models;
    private final Optional<AliasTargets> aliases;
    private final InstantSource clock;

    /** @param aliases of the database; empty where none is read */
    FollowJob(
            Parts parts,
            FollowSettings settings,
            List<Followed> models,
            Optional<AliasTargets> aliases,
            InstantSource clock) {
        this.parts = parts;
        this.settings = settings;
        this.models = models;
        this.aliases = aliases;
        this.clock = clock;
    }

    static FollowRules rules(FollowSettings settings, int threads) {
        return new FollowRules(
                settings.alias(),
                settings.keepVersions(),
                Long.MAX_VALUE,
                settings.keepFreeBytes(),
                settings.rollbackTargets(),
                settings.rollbackFor(),
                PREWARM_AGAIN,
                threads);
    }

    @Override
    public String run(RunReport report, Map<String, String> ignored) {
        return EachModel.run(models, model -> follow(model, report));
    }

    private String follow(Followed followed, RunReport report) {
        followed.complete(false);
        try (var stores =
                new RegionStores(parts.settings(), settings, parts.means().apply(report))) {
            Repositories repositories = stores.repositories();
            var follower = new Follower(
                    followed.model(),
                    rules(settings, parts.settings().limits().threads()),
                    new RegionAliases(aliases(repositories, followed), parts.standing()),
                    repositories,
                    Prewarms.of(settings),
                    parts.standing()::epoch,
                    parts.recorder()::keep,
                    clock,
                    report);
            Follower.Outcome outcome = follower.run();
            followed.complete(
                    outcome.result() != Follower.Result.WAITING && outcome.result() != Follower.Result.NOTHING_WANTED);
            return words(followed, outcome);
        }
    }

    private AliasTargets aliases(Repositories repositories, Followed followed) {
        return aliases.orElseGet(() -> new LatestAliases(repositories, followed::wants));
    }

    private String words(Followed followed, Follower.Outcome outcome) {
        String version = outcome.wanted().map(Sha256::toString).orElse("");
        String end = switch (outcome.result()) {
            case BUSY -> "another agent works in " + followed.model().root();
            case NOTHING_WANTED -> "alias " + settings.alias() + " names no version yet";
            case WAITING -> "version " + version + " is in no repository yet that can be reached";
            case HELD_BACK -> "version " + version + " is here and tried again later: it did not warm up";
            case UNCHANGED -> "version " + version + " is served";
            case ACTIVATED ->
                "version " + version + " is served now, downloaded "
                        + Amounts.bytes(outcome.bytesCarried() + outcome.bytesDownloaded());
        };
        boolean blind = !outcome.aliasRead() && outcome.result() != Follower.Result.BUSY;
        return followed.model().model() + ": " + end + (blind ? ", as last known: the alias can't be read" : "");
    }
}
