package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SlotHints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What one listing of a model shows, set by set. A hint: what it misses is asked for before it counts as lost. */
final class VerifyListing {
    private static final Pattern OURS = Pattern.compile(
            "models/[^/]+/([1-9][0-9]{0,8}-[1-9][0-9]{0,8})/(slots/[0-9]{1,9}|packs/([0-9a-f]{32})|keys/[0-9a-f]{32}|verified/[0-9]{1,9})");

    private final Map<SetId, Contents> sets = new TreeMap<>();
    private final SlotHints hints;

    /** The objects of one set: pack sizes and wraps. */
    record Contents(Map<PackId, Long> packs, List<ObjectKey> wraps) {
        static Contents empty() {
            return new Contents(new HashMap<>(), new ArrayList<>());
        }
    }

    private VerifyListing(List<ObjectInfo> objects) {
        hints = SlotHints.of(objects.stream().map(ObjectInfo::key).toList());
        objects.forEach(this::add);
    }

    static VerifyListing of(ObjectStore store, ModelName model) {
        try (Stream<ObjectInfo> objects = store.list(Layout.model(model))) {
            return new VerifyListing(objects.toList());
        }
    }

    private void add(ObjectInfo object) {
        Matcher parts = OURS.matcher(object.key().value());
        if (!parts.matches()) {
            return;
        }
        Contents contents = sets.computeIfAbsent(SetId.parse(parts.group(1)), ignored -> Contents.empty());
        if (parts.group(3) != null) {
            contents.packs().put(PackId.parse(parts.group(3)), object.size());
        } else if (parts.group(2).startsWith("keys/")) {
            contents.wraps().add(object.key());
        }
    }

    SlotHints hints() {
        return hints;
    }

    Contents of(SetId set) {
        return sets.getOrDefault(set, Contents.empty());
    }

    /** All sets that anything knows of. */
    SortedSet<SetId> allSets(Collection<SetId> walked, Collection<SetId> mirrored) {
        var all = new TreeSet<>(walked);
        all.addAll(sets.keySet());
        all.addAll(mirrored);
        return all;
    }
}
