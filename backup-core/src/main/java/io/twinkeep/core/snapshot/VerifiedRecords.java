package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.repository.Repository;
import java.util.Optional;
import java.util.random.RandomGenerator;

public final class VerifiedRecords {
    public VerifiedRecords(Repository repository, RandomGenerator random) {}

    public record Verified(SetId set, int throughSlot, int percent, java.time.Instant at) {}

    public Optional<Verified> last(ModelName model, SetId set) {
        return Optional.empty();
    }
}
