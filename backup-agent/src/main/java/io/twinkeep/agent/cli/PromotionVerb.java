package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.session.VersionFinder;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.operation.Versions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What pinning a version and releasing it share: which version, and for which promotion. */
abstract class PromotionVerb extends Verb {
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

    PromotionVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    final Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = Session.open(means(progress), config)) {
            var listed = new VersionFinder(session.engine(), config.model()).find(VersionFinder.selector(version));
            return run(session, listed, wanted(listed));
        }
    }

    abstract Answer run(Session session, Versions.Listed listed, PromotionId wanted);

    /** As it was given, for a command that shall mean the same one. */
    final String promotionOption() {
        return promotion == null ? "" : " --promotion " + promotion;
    }

    /** The promotion that was named, or the one that stands for pinning this version by hand. */
    private PromotionId wanted(Versions.Listed listed) {
        try {
            return promotion == null ? Pins.byHand(listed.body().version()) : PromotionId.parse(promotion);
        } catch (IllegalArgumentException e) {
            throw new BadUsage("--promotion is " + e.getMessage(), "'twinkeep pin --json' tells it", e);
        }
    }

    /** The version, and whether and for what its set is pinned now. */
    static Answer answer(Versions.Listed listed, boolean pinned, PromotionId promotion) {
        var answer = new Answer();
        VersionFields.of(listed).forEach(answer::field);
        return answer.field("pinned", pinned).field("promotion", promotion.toString());
    }
}
