package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.facts.StoredFact;

/** All facts of the catalogue as facts of the spool, in the form that repositories keep too. */
public final class CatalogFacts {
    private CatalogFacts() {}

    /** @throws Refused if it is larger than a spool takes, as a version of some 40,000 files and more is */
    public static Fact encode(io.twinkeep.core.catalog.Fact fact) {
        StoredFact stored = FactCodec.encode(fact);
        if (stored.bytes().length > Fact.MAX_BYTES) {
            throw new Refused("a fact of " + stored.bytes().length + " bytes is too large for the spool");
        }
        return new Fact(stored.kind(), stored.version(), stored.bytes());
    }

    /**
     * @throws Refused if a newer Twinkeep wrote it
     * @throws Corrupt if it is none
     */
    public static io.twinkeep.core.catalog.Fact decode(Fact fact) {
        CatalogEntry entry = FactCodec.decode(new StoredFact(fact.kind(), fact.version(), fact.bytes()));
        if (entry instanceof io.twinkeep.core.catalog.Fact decoded) {
            return decoded;
        }
        throw new Corrupt("not a fact that an agent tells: " + fact);
    }
}
