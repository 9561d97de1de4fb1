package io.twinkeep.agent.region;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.follow.Parity;
import io.twinkeep.agent.follow.ParityRules;
import io.twinkeep.agent.service.Parts;
import io.twinkeep.agent.service.RunReport;
import io.twinkeep.agent.service.UseCase;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.Corrupt;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The job {@code parity}: what is served below {@code following.directory} is compared with what its version has. */
final class ParityJob implements UseCase {
    private final Parts parts;
    private final FollowSettings following;
    private final List<Followed> models;
    private final InstantSource clock;

    ParityJob(Parts parts, FollowSettings following, List<Followed> models, InstantSource clock) {
        this.parts = parts;
        this.following = following;
        this.models = models;
        this.clock = clock;
    }

    @Override
    public String run(RunReport report, Map<String, String> ignored) {
        return EachModel.run(models, model -> compare(model, report));
    }

    private String compare(Followed followed, RunReport report) {
        // Looked at first, so that a region which never followed gets no directory for it.
        if (followed.served().isEmpty()) {
            return followed.model().model() + ": nothing is served below "
                    + followed.model().root();
        }
        try (var stores =
                new RegionStores(parts.settings(), following, parts.means().apply(report))) {
            var parity = new Parity(
                    followed.model(),
                    rules(),
                    Parity.current(followed.model()),
                    stores.repositories(),
                    parts.standing()::epoch,
                    parts.recorder()::keep,
                    clock,
                    report);
            Parity.Outcome outcome = parity.run();
            if (outcome.result() != Parity.Result.BUSY) {
                followed.found(outcome);
            }
            return words(followed, outcome);
        }
    }

    /** Only a standby's files are nobody's work, and may be put back to what they were. */
    private ParityRules rules() {
        AgentSettings settings = parts.settings();
        Optional<RegionRole> role = parts.standing().role();
        boolean heal = settings.parity().heal() && role.equals(Optional.of(RegionRole.STANDBY));
        return new ParityRules(
                settings.parity().readPercent(),
                heal,
                ParityRules.DEFAULT.removeExtra(),
                ParityRules.DEFAULT.told(),
                settings.limits().threads());
    }

    private String words(Followed followed, Parity.Outcome outcome) {
        String model = followed.model().model() + ": ";
        return switch (outcome.result()) {
            case BUSY -> model + "another agent works in " + followed.model().root();
            case NOTHING_SERVED -> model + "nothing is served";
            case RIGHT -> model + outcome.filesRead() + " files read, nothing has drifted";
            case HEALED -> model + outcome.found().size() + " entries had drifted and are as they were again";
            case DRIFTED ->
                throw new Corrupt(
                        model + outcome.left().size() + " entries of version "
                                + outcome.version().orElseThrow() + " have drifted in "
                                + followed.model().root() + ", the first: "
                                + outcome.left().getFirst(),
                        "look who writes there; 'parity: { heal: true }' lets a standby restore what differs");
        };
    }
}
