package io.twinkeep.agent.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HastyAliasesTest {
    private static final ModelName MODEL = new ModelName("m");

    private boolean gone;
    private int asked;
    private long now;
    private final HastyAliases aliases = new HastyAliases(new Database(), () -> now);

    /** Of one alias that never moved; it can be taken away. */
    private final class Database implements AliasTargets {
        @Override
        public Optional<AliasMove> current(ModelName model, String alias) {
            asked++;
            if (gone) {
                throw new Unavailable("frozen");
            }
            return Optional.empty();
        }

        @Override
        public List<AliasMove> history(ModelName model, String alias) {
            return current(model, alias).stream().toList();
        }
    }

    @Test
    void aDatabaseThatDidNotAnswerIsAskedAgainAfterAWhile() {
        gone = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> aliases.current(MODEL, "production")).isInstanceOf(Unavailable.class);
        }
        assertThat(asked).isEqualTo(1);
        gone = false;
        now += HastyAliases.PAUSE.toNanos();

        assertThat(aliases.current(MODEL, "production")).isEmpty();
        assertThat(aliases.history(MODEL, "production")).isEmpty();

        assertThat(asked).isEqualTo(3);
    }
}
