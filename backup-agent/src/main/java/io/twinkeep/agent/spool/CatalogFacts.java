package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.facts.StoredFact;

/** The facts of the catalogue that an agent tells, in the form that repositories keep too. */
public final class CatalogFacts {
    private CatalogFacts() {}

    /** @throws Refused if it is larger than a {@link StoredFact} may be, as a version of some 600,000 files is */
    public static StoredFact encode(Fact fact) {
        return FactCodec.encode(fact);
    }

    /**
     * @throws Refused if a newer Twinkeep wrote it
     * @throws Corrupt if it is none
     */
    public static Fact decode(StoredFact stored) {
        CatalogEntry entry = FactCodec.decode(stored);
        if (entry instanceof Fact fact) {
            return fact;
        }
        throw new Corrupt("not a fact that an agent tells: " + stored);
    }
}
