package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.VersionDigest;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Keeps the set of a version from being pruned, and lets it go again. */
public final class Pins {
    private final Engine engine;

    public Pins(Engine engine) {
        this.engine = engine;
    }

    /** The promotion that stands for pinning a version by hand: pinning it twice is the same as once. */
    public static PromotionId byHand(VersionDigest version) {
        return new PromotionId(Token.read(ByteBuffer.wrap(version.value().bytes())));
    }

    /**
     * Pins the set that holds the version.
     *
     * @throws io.twinkeep.core.errors.Missing if there is no such version
     * @throws io.twinkeep.core.errors.Conflict if a prune closes the set at this moment
     */
    public SetStore.Committed pin(ModelName model, VersionSelector version, PromotionId promotion) {
        SetLog log = logOf(model, version);
        return engine.sets().pin(log, promotion, RunId.random(engine.random()));
    }

    /**
     * Releases the promotion's pins, in every set that has one: a version may lie in several sets.
     *
     * @return the last release, empty if no set is pinned by this promotion
     * @throws io.twinkeep.core.errors.Conflict if a prune closes a set at this moment
     */
    public Optional<SetStore.Committed> release(ModelName model, PromotionId promotion) {
        Optional<SetStore.Committed> last = Optional.empty();
        SlotHints hints = engine.sets().hints(model);
        for (SetId set : engine.sets().sets(model, hints)) {
            SetLog log = engine.sets().read(model, set, hints);
            if (!log.isClosed() && log.pins().contains(promotion)) {
                last = Optional.of(engine.sets().release(log, promotion, RunId.random(engine.random())));
            }
        }
        return last;
    }

    private SetLog logOf(ModelName model, VersionSelector version) {
        var versions = new Versions(engine);
        return versions.read(model, versions.find(model, version).set());
    }
}
