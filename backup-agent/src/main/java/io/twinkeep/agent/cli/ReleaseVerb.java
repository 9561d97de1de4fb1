package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.snapshot.SetLog;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep release}: takes pins back. */
@Command(name = "release", description = "Take back the pins of a version's set.")
final class ReleaseVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(names = "--promotion", paramLabel = "ID", description = "Only this pin (default: all of them).")
    private String promotion;

    @Parameters(paramLabel = "VERSION", description = "First digits of its digest, or 'latest'.")
    private String version;

    ReleaseVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = Session.open(surroundings(), config, progress)) {
            var listed = new VersionFinder(session.engine(), config.model()).find(VersionFinder.selector(version));
            var sets = session.engine().sets();
            var log = sets.read(listed.header().origin().model(), listed.set());
            List<PromotionId> released = wanted(log);
            for (PromotionId id : released) {
                sets.release(log, id, RunId.random(surroundings().random()));
                log = sets.readOn(log);
            }
            var answer = new Answer();
            VersionFields.of(listed).forEach(answer::field);
            return answer.field("pinned", !log.pins().isEmpty())
                    .field("released", released)
                    .line("released " + Amounts.count(released.size(), "pin", "pins") + " of " + log + "; "
                            + Amounts.count(log.pins().size(), "pin", "pins") + " left");
        }
    }

    private List<PromotionId> wanted(SetLog log) {
        Set<PromotionId> pins = log.pins();
        if (promotion == null) {
            return List.copyOf(pins);
        }
        PromotionId id = PinVerb.promotionId(promotion);
        if (!pins.contains(id)) {
            throw new Missing(log + " has no pin " + id, pins.isEmpty() ? "it has none at all" : "it has " + pins);
        }
        return List.of(id);
    }
}
