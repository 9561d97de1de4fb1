package io.twinkeep.agent.cli;

import io.twinkeep.agent.session.Session;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.operation.Versions;
import picocli.CommandLine.Command;

/** {@code twinkeep pin}: keeps a version's set from being pruned. */
@Command(name = "pin", description = "Keep the set of a version until it is released.")
final class PinVerb extends PromotionVerb {
    PinVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(Session session, Versions.Listed listed, PromotionId wanted) {
        var sets = session.engine().sets();
        var log = sets.read(listed.header().origin().model(), listed.set());
        sets.pin(log, wanted, RunId.random(surroundings().random()));
        return answer(listed, true, wanted)
                .line("pinned " + log + " for version " + listed.body().version())
                .line("'twinkeep release --model " + listed.header().origin().model() + promotionOption() + " "
                        + VersionFields.shortDigest(listed) + "' takes it back");
    }
}
