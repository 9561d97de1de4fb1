package io.twinkeep.core.repository;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.WrapId;
import io.twinkeep.core.objectstore.Urgency;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where each kind of object lies below a repository's prefix. */
public final class Layout {
    public static final ObjectKey REPOSITORY = new ObjectKey("repository.json");
    public static final ObjectKey REPOSITORY_COPY = new ObjectKey("repository-copy.json");
    public static final ObjectKey KEYS = new ObjectKey("keys");
    public static final ObjectKey MODELS = new ObjectKey("models");
    public static final ObjectKey OUTPUTS = new ObjectKey("outputs");
    public static final ObjectKey RECORDS = new ObjectKey("records");
    public static final ObjectKey ORIGINS = new ObjectKey("origins");
    /** How far the reading verification of outputs and records has come. */
    public static final ObjectKey READ_SO_FAR = new ObjectKey("verified/outputs-and-records");

    private static final Pattern PACK = Pattern.compile("models/[^/]+/[^/]+/packs/[0-9a-f]{32}");

    private static final Pattern DATED = Pattern.compile("[a-z]+/([0-9]{4})/([0-9]{2})/([0-9]{2})/[^/]+");

    private Layout() {}

    public static ObjectKey wrap(WrapId id) {
        return KEYS.resolve(id.toString());
    }

    public static ObjectKey epoch(int epoch) {
        return new ObjectKey("epochs/" + epoch);
    }

    /** Where a mirror keeps the config of the repository that it copies. */
    public static ObjectKey origin(RepositoryId origin) {
        return ORIGINS.resolve(origin.toString());
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

    /** Outputs go first, since nobody can make them again; packs are large and go last; the rest is small, and waited for. */
    public static Urgency urgency(ObjectKey key) {
        if (isPack(key)) {
            return Urgency.LAST;
        }
        return key.value().startsWith(OUTPUTS + "/") ? Urgency.FIRST : Urgency.NEXT;
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

    /** The folder of a day below {@link #OUTPUTS} or {@link #RECORDS}; years 0 to 9999. */
    public static ObjectKey day(ObjectKey top, LocalDate day) {
        return top.resolve("%04d/%02d/%02d".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth()));
    }

    /** The day whose folder holds the key, empty if it lies in no such folder. */
    public static Optional<LocalDate> dayOf(ObjectKey key) {
        Matcher parts = DATED.matcher(key.value());
        try {
            return parts.matches()
                    ? Optional.of(LocalDate.parse(parts.group(1) + "-" + parts.group(2) + "-" + parts.group(3)))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
