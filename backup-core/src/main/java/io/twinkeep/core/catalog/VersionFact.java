package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.List;

/** A version of a model with all its files; refused when they don't come to the version's digest. */
public record VersionFact(ModelName model, Sha256 version, Instant firstSeen, List<VersionFile> files) implements Fact {
    public VersionFact {
        files = List.copyOf(files);
        firstSeen = Micros.of(firstSeen);
    }
}
