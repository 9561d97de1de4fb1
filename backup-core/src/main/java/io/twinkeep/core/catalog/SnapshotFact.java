package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot committed in a repository, as a region reports it.
 *
 * @param bytes size of the model's files
 * @param storedBytes what the snapshot added to the repository
 * @param verified when it was last verified by reading
 */
public record SnapshotFact(
        RepositoryId repository,
        ModelName model,
        SetId set,
        int slot,
        String region,
        Kind kind,
        Sha256 version,
        RunId run,
        long bytes,
        long storedBytes,
        Instant committed,
        Optional<Instant> verified)
        implements Fact {
    public SnapshotFact {
        committed = Micros.of(committed);
        verified = Micros.of(verified);
    }

    /** The first of its set, or one that follows. */
    public enum Kind {
        FULL,
        INCREMENTAL
    }
}
