package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.snapshot.SetLog;
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
            ModelName model = listed.header().origin().model();
            PromotionId released = PinVerb.wanted(promotion, listed);
            var last =
                    new Pins(session.engine()).release(model, released).orElseThrow(() -> noSuchPin(model, released));
            SetLog log = session.engine().sets().read(model, last.set());
            var answer = new Answer();
            VersionFields.of(listed).forEach(answer::field);
            return answer.field("pinned", !log.pins().isEmpty())
                    .field("promotion", released.toString())
                    .line("released a pin of " + log + "; "
                            + Amounts.count(log.pins().size(), "pin", "pins") + " left");
        }
    }

    private static Missing noSuchPin(ModelName model, PromotionId promotion) {
        return new Missing(
                "no set of model " + model + " is pinned by " + promotion,
                "give --promotion, as 'twinkeep pin' told it; 'twinkeep versions' shows what is pinned");
    }
}
