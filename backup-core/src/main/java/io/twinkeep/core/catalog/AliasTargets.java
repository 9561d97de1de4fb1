package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import java.util.List;
import java.util.Optional;

/** Where aliases point, and did: all that a follower asks. */
public interface AliasTargets {
    /** The last move: where the alias points. */
    Optional<AliasMove> current(ModelName model, String alias);

    /** All moves, oldest first. */
    List<AliasMove> history(ModelName model, String alias);
}
