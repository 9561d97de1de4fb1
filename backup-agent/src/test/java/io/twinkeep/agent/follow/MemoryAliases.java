package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The moves of one alias; the database can be taken away, and something can be done at a reading. */
final class MemoryAliases implements AliasTargets {
    private final List<AliasMove> moves = new ArrayList<>();
    private int readings;
    private int doAt;
    private Runnable done = () -> {};
    boolean isGone;

    /** After so many more readings of the alias, before the next one's answer. */
    void doAtReading(int nth, Runnable what) {
        doAt = readings + nth;
        done = what;
    }

    void point(ModelName model, Sha256 version, Instant at) {
        int number = moves.size() + 1;
        moves.add(new AliasMove(
                new PromotionId(new Token(77, number)), model, "production", number, version, 1, at, "a test", ""));
    }

    /** Takes the newest move away, as a replica that lags would. */
    void forgetLast() {
        moves.removeLast();
    }

    @Override
    public Optional<AliasMove> current(ModelName model, String alias) {
        if (++readings == doAt) {
            done.run();
        }
        return history(model, alias).reversed().stream().findFirst();
    }

    @Override
    public List<AliasMove> history(ModelName model, String alias) {
        if (isGone) {
            throw new Unavailable("the database does not answer");
        }
        return moves.stream().filter(move -> move.alias().equals(alias)).toList();
    }
}
