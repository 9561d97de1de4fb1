package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.operation.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep pin}: keeps a version's set from being pruned. */
@Command(name = "pin", description = "Keep the set of a version until it is released.")
final class PinVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(
            names = "--promotion",
            paramLabel = "ID",
            description = "The promotion that needs it (default: one that stands for pinning by hand).")
    private String promotion;

    @Parameters(paramLabel = "VERSION", description = "First digits of its digest, or 'latest'.")
    private String version;

    PinVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = Session.open(surroundings(), config, progress)) {
            var listed = new VersionFinder(session.engine(), config.model()).find(VersionFinder.selector(version));
            var sets = session.engine().sets();
            var log = sets.read(listed.header().origin().model(), listed.set());
            PromotionId id = wanted(promotion, listed);
            sets.pin(log, id, RunId.random(surroundings().random()));
            var answer = new Answer();
            VersionFields.of(listed).forEach(answer::field);
            return answer.field("pinned", true)
                    .field("promotion", id.toString())
                    .line("pinned " + log + " for version " + listed.body().version())
                    .line("'twinkeep release " + VersionFields.shortDigest(listed) + "' takes it back");
        }
    }

    /** The promotion of that id, or the one that stands for pinning this version by hand. */
    static PromotionId wanted(String text, Versions.Listed listed) {
        try {
            return text == null ? Pins.byHand(listed.body().version()) : PromotionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadUsage("--promotion is " + e.getMessage(), "'twinkeep pin --json' tells it", e);
        }
    }
}
