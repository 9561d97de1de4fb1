package io.twinkeep.core.catalog;

import java.util.List;

/** Movable names for versions. */
public interface Aliases extends AliasTargets {
    /** Every move of every alias, by model, alias and number. */
    List<AliasMove> moves();

    /**
     * Moves an alias. The same promotion again does nothing. To refill an empty database, write all moves in order of
     * number before the epochs are granted.
     *
     * @throws io.twinkeep.core.errors.Conflict if the number is not the next: somebody else was first
     * @throws io.twinkeep.core.errors.Refused if a higher epoch is granted, or the login's region is not primary
     * @throws io.twinkeep.core.errors.OutcomeUnknown if the commit's answer was lost; the same call again is safe
     */
    void move(AliasMove move);
}
