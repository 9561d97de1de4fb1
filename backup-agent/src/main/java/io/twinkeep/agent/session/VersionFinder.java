package io.twinkeep.agent.session;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.VersionSelector;
import io.twinkeep.core.operation.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the snapshot that a person means, also where the model was not named but can only be one. */
public final class VersionFinder {
    private final Engine engine;
    private final Optional<ModelName> model;

    public VersionFinder(Engine engine, Optional<ModelName> model) {
        this.engine = engine;
        this.model = model;
    }

    /** {@code latest}, or the first digits of a version digest. */
    public static VersionSelector selector(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return small.equals("latest") ? new VersionSelector.Latest() : new VersionSelector.Digest(small);
    }

    /**
     * @throws Missing if there is no such version
     * @throws Corrupt if what can't be read may be it
     * @throws BadUsage if several fit
     */
    public Versions.Listed find(VersionSelector selector) {
        var versions = new Versions(engine);
        List<ModelName> models = models();
        if (models.size() == 1) {
            return versions.find(models.getFirst(), selector);
        }
        if (!(selector instanceof VersionSelector.Digest)) {
            throw new BadUsage(
                    "the repository holds several models: " + models, "say which one is meant with --model NAME");
        }
        return among(models, selector, versions);
    }

    private static Versions.Listed among(List<ModelName> models, VersionSelector selector, Versions versions) {
        var found = new ArrayList<Versions.Listed>();
        BackupException last = null;
        for (ModelName candidate : models) {
            try {
                found.add(versions.find(candidate, selector));
            } catch (Corrupt e) {
                last = e;
            } catch (Missing e) {
                last = last == null ? e : last;
            }
        }
        if (found.size() > 1) {
            throw new BadUsage("several of the models " + models + " have such a version", "give --model NAME");
        }
        if (found.isEmpty() && last instanceof Corrupt damage) {
            throw damage;
        }
        if (found.isEmpty()) {
            throw new Missing("none of the models " + models + " has such a version", last.next(), last);
        }
        return found.getFirst();
    }

    /** The model that was named, or all that the repository holds: at least one. */
    public List<ModelName> models() {
        if (model.isPresent()) {
            engine.sets().requireModel(model.get());
            return List.of(model.get());
        }
        List<ModelName> all = engine.sets().models();
        if (all.isEmpty()) {
            throw new Missing(
                    "the repository at " + engine.repository().store() + " holds no model yet",
                    "back one up with 'twinkeep backup'");
        }
        return all;
    }
}
