package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
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

    @Option(names = "--promotion", paramLabel = "ID", description = "The pin's own id (default: a new one).")
    private String promotion;

    @Parameters(paramLabel = "VERSION", description = "First digits of its digest, or 'latest'.")
    private String version;

    PinVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var random = surroundings().random();
        PromotionId id = promotion == null ? PromotionId.random(random) : promotionId(promotion);
        try (var session = Session.open(surroundings(), config, progress)) {
            var listed = new VersionFinder(session.engine(), config.model()).find(VersionFinder.selector(version));
            var sets = session.engine().sets();
            var log = sets.read(listed.header().origin().model(), listed.set());
            sets.pin(log, id, RunId.random(random));
            var answer = new Answer();
            VersionFields.of(listed).forEach(answer::field);
            return answer.field("pinned", true)
                    .field("promotion", id.toString())
                    .line("pinned " + log + " for version " + listed.body().version())
                    .line("release it with: twinkeep release " + VersionFields.shortDigest(listed) + " --promotion "
                            + id);
        }
    }

    static PromotionId promotionId(String text) {
        try {
            return PromotionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadUsage("--promotion is " + e.getMessage(), "'twinkeep pin' prints it", e);
        }
    }
}
