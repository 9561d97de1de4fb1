package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * A version present in a region. Of two about the same region, model and version the later one counts: by epoch, then by
 * {@code changed}. When a version becomes active, the one that was active there before becomes verified.
 *
 * @param path where its files are on that region's hosts
 * @param message why it failed; empty when there is nothing to say
 */
public record Deployment(
        String region,
        ModelName model,
        Sha256 version,
        DeploymentState state,
        String path,
        Optional<Instant> verified,
        int epoch,
        Instant changed,
        String message)
        implements Fact {
    public Deployment {
        verified = Micros.of(verified);
        changed = Micros.of(changed);
    }
}
