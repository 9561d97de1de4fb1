package io.twinkeep.agent.spool;

import io.twinkeep.core.facts.StoredFact;

/**
 * A fact in the spool.
 *
 * @param sequence its place: 1 for the first ever appended; grows by 1, and by more only over facts lost to damage
 */
public record SpoolEntry(long sequence, StoredFact fact) {}
