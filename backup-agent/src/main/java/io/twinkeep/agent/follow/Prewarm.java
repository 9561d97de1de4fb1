package io.twinkeep.agent.follow;

import io.twinkeep.core.ids.Sha256;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets the model service load what has become current and answer a real request with it, so that no user waits for the
 * first one.
 */
@FunctionalInterface
public interface Prewarm {
    /** Nobody serves here. */
    Prewarm NONE = (version, current) -> {};

    /**
     * Returns once the service is warm.
     *
     * @param current where the version is served from
     * @throws io.twinkeep.core.errors.Failed if it did not get warm in time
     */
    void warm(Sha256 version, Path current);

    /** One after the other: a region's hosts share the directory, and each must be warm. */
    static Prewarm all(List<Prewarm> hooks) {
        return (version, current) -> hooks.forEach(hook -> hook.warm(version, current));
    }
}
