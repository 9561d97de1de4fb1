package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.facts.StoredFact;

/** Generation records as facts of the spool, in the form that repositories keep too. */
public final class GenerationRecordCodec {
    private GenerationRecordCodec() {}

    public static Fact encode(GenerationRecord record) {
        StoredFact stored = FactCodec.encode(record);
        return new Fact(stored.kind(), stored.version(), stored.bytes());
    }

    /**
     * @throws Refused if the fact is of a newer version
     * @throws Corrupt if it is no generation record
     */
    public static GenerationRecord decode(Fact fact) {
        if (fact.kind() != Fact.GENERATION_RECORD) {
            throw new Corrupt("not a generation record: " + fact);
        }
        var stored = new StoredFact(fact.kind(), fact.version(), fact.bytes());
        return (GenerationRecord) FactCodec.decode(stored);
    }
}
