package io.twinkeep.core.catalog;

import java.util.List;

/** Takes facts. Safe for use by many threads. */
public interface FactWriter {
    /**
     * Writes all of the facts or none. A fact that is there already changes nothing, nor does one that is older than what
     * is there, so everything may be sent again, in any order.
     *
     * @return a position above the facts' commit
     * @throws io.twinkeep.core.errors.Unavailable if the database can't be reached now
     * @throws io.twinkeep.core.errors.OutcomeUnknown if the commit's answer was lost; the same call again is safe
     * @throws io.twinkeep.core.errors.Refused if a fact is of another region than the login's, or can't be stored: to
     *     find which, write one by one
     */
    LogPosition write(List<? extends Fact> facts);

    /**
     * What has become of facts whose {@link #write} returned the position.
     *
     * @throws io.twinkeep.core.errors.Unavailable if the database can't be reached now
     */
    Durability durability(LogPosition position);
}
