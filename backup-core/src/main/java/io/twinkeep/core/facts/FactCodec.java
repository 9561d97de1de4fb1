package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import java.nio.BufferUnderflowException;

/** Entries of the catalogue to bytes and back (FORMAT.md, "Facts"). */
public final class FactCodec {
    /** The code of {@link io.twinkeep.core.catalog.GenerationRecord}. */
    public static final int GENERATION_RECORD = 1;

    private FactCodec() {}

    /** @throws Refused if it is larger than a {@link StoredFact} may be */
    public static StoredFact encode(CatalogEntry entry) {
        for (FactKind<?> kind : FactKind.ALL) {
            if (kind.type().isInstance(entry)) {
                return kind.encode(entry);
            }
        }
        throw new IllegalStateException("no form for a " + entry.getClass().getSimpleName());
    }

    /**
     * @throws Refused if the kind or its version is not known here
     * @throws Corrupt if the bytes are not such a fact
     */
    public static CatalogEntry decode(StoredFact fact) {
        FactKind<?> kind = kind(fact);
        try {
            return kind.decode(fact.bytes());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Corrupt("not what it should be: " + fact, "", e);
        }
    }

    private static FactKind<?> kind(StoredFact fact) {
        return FactKind.ALL.stream()
                .filter(kind -> kind.code() == fact.kind() && kind.version() == fact.version())
                .findFirst()
                .orElseThrow(() -> new Refused(
                        "a " + fact + ": this Twinkeep does not know that kind or version",
                        "use the newer Twinkeep that wrote it"));
    }
}
