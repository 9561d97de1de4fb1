package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.snapshot.SetLog;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep release}: takes a pin back. */
@Command(name = "release", description = "Take back the pin of a version's set.")
final class ReleaseVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(
            names = "--promotion",
            paramLabel = "ID",
            description = "The promotion that needed it (default: the pin made by hand).")
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
            PromotionId released = wanted(listed, log);
            sets.release(log, released, RunId.random(surroundings().random()));
            log = sets.readOn(log);
            var answer = new Answer();
            VersionFields.of(listed).forEach(answer::field);
            return answer.field("pinned", !log.pins().isEmpty())
                    .field("promotion", released.toString())
                    .line("released a pin of " + log + "; "
                            + Amounts.count(log.pins().size(), "pin", "pins") + " left");
        }
    }

    private PromotionId wanted(Versions.Listed listed, SetLog log) {
        PromotionId id = PinVerb.wanted(promotion, listed);
        Set<PromotionId> pins = log.pins();
        if (!pins.contains(id)) {
            throw new Missing(
                    log + " has no such pin",
                    pins.isEmpty() ? "it has none at all" : "give --promotion, one of " + pins);
        }
        return id;
    }
}
