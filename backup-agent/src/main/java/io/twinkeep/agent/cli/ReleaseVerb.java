package io.twinkeep.agent.cli;

import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.snapshot.SetLog;
import picocli.CommandLine.Command;

/** {@code twinkeep release}: takes a pin back. */
@Command(name = "release", description = "Take back the pin of a version's set.")
final class ReleaseVerb extends PromotionVerb {
    ReleaseVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(Session session, Versions.Listed listed, PromotionId wanted) {
        ModelName model = listed.header().origin().model();
        var last = new Pins(session.engine()).release(model, wanted).orElseThrow(() -> noSuchPin(model, wanted));
        SetLog log = session.engine().sets().read(model, last.set());
        return answer(listed, !log.pins().isEmpty(), wanted)
                .line("released a pin of " + log + "; "
                        + Amounts.count(log.pins().size(), "pin", "pins") + " left");
    }

    private static Missing noSuchPin(ModelName model, PromotionId promotion) {
        return new Missing(
                "no set of model " + model + " is pinned by " + promotion,
                "give --promotion, as 'twinkeep pin' told it; 'twinkeep versions' shows what is pinned");
    }
}
