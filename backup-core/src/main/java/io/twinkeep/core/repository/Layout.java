package io.twinkeep.core.repository;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.WrapId;
import java.util.regex.Pattern;

/** Where each kind of object lies below a repository's prefix. */
public final class Layout {
    public static final ObjectKey REPOSITORY = new ObjectKey("repository.json");
    public static final ObjectKey REPOSITORY_COPY = new ObjectKey("repository-copy.json");
    public static final ObjectKey KEYS = new ObjectKey("keys");
    public static final ObjectKey MODELS = new ObjectKey("models");

    private static final Pattern PACK = Pattern.compile("models/[^/]+/[^/]+/packs/[0-9a-f]{32}");

    private Layout() {}

    public static ObjectKey wrap(WrapId id) {
        return KEYS.resolve(id.toString());
    }

    public static ObjectKey epoch(int epoch) {
        return new ObjectKey("epochs/" + epoch);
    }

    /** Where a mirror keeps the config of the repository that it copies. */
    public static ObjectKey origin(RepositoryId origin) {
        return new ObjectKey("origins/" + origin);
    }

    public static ObjectKey model(ModelName model) {
        return MODELS.resolve(model.value());
    }

    public static ObjectKey set(ModelName model, SetId set) {
        return model(model).resolve(set.toString());
    }

    public static ObjectKey packs(ModelName model, SetId set) {
        return set(model, set).resolve("packs");
    }

    public static ObjectKey pack(ModelName model, SetId set, PackId pack) {
        return packs(model, set).resolve(pack.toString());
    }

    /** Whether the key is a pack's: such an object never changes. */
    public static boolean isPack(ObjectKey key) {
        return PACK.matcher(key.value()).matches();
    }

    public static ObjectKey slot(ModelName model, SetId set, int slot) {
        return set(model, set).resolve("slots").resolve(Integer.toString(slot));
    }

    public static ObjectKey setWraps(ModelName model, SetId set) {
        return set(model, set).resolve("keys");
    }

    public static ObjectKey verified(ModelName model, SetId set, int number) {
        return set(model, set).resolve("verified").resolve(Integer.toString(number));
    }
}
