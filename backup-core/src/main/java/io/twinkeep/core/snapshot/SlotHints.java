package io.twinkeep.core.snapshot;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one listing shows of a model's logs. Slots fill in order and stay for good, and so do sets: what is listed tells
 * that all before it was there, so what is missing of that is lost. It must be made before the slots are read. A listing
 * that shows too little only notices less. Immutable.
 */
public final class SlotHints {
    /** Shows nothing, as the worst listing does. */
    public static final SlotHints NONE = new SlotHints(new TreeMap<>());

    // More can't be lost by accident: somebody has put a stray object there, and we would walk without end.
    private static final int MAX_LOST = 1000;
    private static final Pattern ENTRY =
            Pattern.compile("models/[^/]+/([1-9][0-9]{0,8}-[1-9][0-9]{0,8})/(slots|verified)/(0|[1-9][0-9]{0,8})");

    private final TreeMap<SetId, SortedSet<Integer>> slots;

    private SlotHints(TreeMap<SetId, SortedSet<Integer>> slots) {
        this.slots = slots;
    }

    static SlotHints of(ObjectStore store, ModelName model) {
        try (Stream<ObjectInfo> objects = store.list(Layout.model(model))) {
            return of(objects.map(ObjectInfo::key).toList());
        }
    }

    /** @param listed keys of one model, of whatever kind */
    public static SlotHints of(Collection<ObjectKey> listed) {
        var slots = new TreeMap<SetId, SortedSet<Integer>>();
        for (ObjectKey key : listed) {
            Matcher parts = ENTRY.matcher(key.value());
            if (parts.matches()) {
                SortedSet<Integer> ofSet =
                        slots.computeIfAbsent(SetId.parse(parts.group(1)), ignored -> new TreeSet<>());
                // A set that was verified once had something in it.
                if (parts.group(2).equals("slots")) {
                    ofSet.add(Integer.parseInt(parts.group(3)));
                }
            }
        }
        slots.forEach(SlotHints::refuseStrays);
        return new SlotHints(slots);
    }

    private static void refuseStrays(SetId set, SortedSet<Integer> listed) {
        if (!listed.isEmpty() && listed.last() - listed.size() > MAX_LOST) {
            throw stray("slot " + listed.last() + " of set " + set);
        }
    }

    private static Refused stray(String what) {
        return new Refused(
                "the store lists " + what + ", and more than " + MAX_LOST + " before it are missing",
                "look who put it there, and take it away");
    }

    /** The last set of the epoch that the listing shows. @throws Refused if it can't be true */
    Optional<SetId> last(int epoch) {
        List<SetId> listed =
                slots.keySet().stream().filter(set -> set.epoch() == epoch).toList();
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        if (listed.getLast().number() - listed.size() > MAX_LOST) {
            throw stray("set " + listed.getLast());
        }
        return Optional.of(listed.getLast());
    }

    /** How many slots the set had when the listing was made, at least. */
    int slots(SetId set) {
        SortedSet<Integer> listed = slots.get(set);
        if (listed != null) {
            return listed.isEmpty() ? 1 : listed.last() + 1;
        }
        return laterSet(set).isPresent() ? 1 : 0;
    }

    /** What shows that the set had so many slots. */
    String evidence(SetId set) {
        SortedSet<Integer> listed = slots.get(set);
        if (listed == null) {
            return laterSet(set).map(later -> "set " + later + " is there").orElse("it is listed");
        }
        return listed.isEmpty() ? "the set was verified once" : "slot " + listed.last() + " is listed";
    }

    private Optional<SetId> laterSet(SetId set) {
        return Optional.ofNullable(slots.higherKey(set)).filter(later -> later.epoch() == set.epoch());
    }

    /** Whether the listing shows any slot of it. */
    public boolean isListed(SetId set) {
        return slots.containsKey(set) && !slots.get(set).isEmpty();
    }

    /** Whether the listing shows each slot up to the last one it shows; if not, a look at the slots tells. */
    public boolean isWhole(SetId set) {
        SortedSet<Integer> listed = slots.getOrDefault(set, new TreeSet<>());
        return listed.size() == slots(set);
    }
}
