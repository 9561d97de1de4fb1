package io.twinkeep.agent.follow;

import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which versions stay on the disk. */
final class Retention {
    private final FollowRules rules;

    Retention(FollowRules rules) {
        this.rules = rules;
    }

    /** A version, whether it goes, and why. */
    record Item(ModelPlace.Held held, boolean goes, String reason) {}

    long keepFree() {
        return rules.keepFree();
    }

    /** The moves of the alias whose versions stay: the last so many different ones, as long as they are young enough. */
    List<FollowState.Target> lastTargets(List<FollowState.Target> newestFirst, Instant now) {
        Map<Sha256, FollowState.Target> last = new LinkedHashMap<>();
        Instant replaced = now;
        for (FollowState.Target target : newestFirst) {
            boolean young = replaced.plus(rules.targetsFor()).isAfter(now) || last.isEmpty();
            if (young && (last.size() < rules.targets() || last.containsKey(target.version()))) {
                last.putIfAbsent(target.version(), target);
            }
            replaced = target.at();
        }
        return List.copyOf(last.values());
    }

    /**
     * @param reasons versions that stay whatever the count says
     * @param room bytes that must become free
     */
    List<Item> plan(List<ModelPlace.Held> held, Map<Sha256, String> reasons, long room) {
        var newestFirst = held.stream()
                .sorted(Comparator.comparing(ModelPlace.Held::since).reversed())
                .toList();
        var plan = new ArrayList<Item>();
        int count = 0;
        long bytes = 0;
        for (ModelPlace.Held one : newestFirst) {
            String reason = reasons.get(one.version());
            if (reason != null) {
                plan.add(new Item(one, false, reason));
            } else if (count >= rules.keepVersions()) {
                plan.add(new Item(one, true, "older than the " + rules.keepVersions() + " that are kept"));
            } else if (bytes + one.bytes() > rules.keepBytes()) {
                plan.add(new Item(one, true, "old versions may take " + rules.keepBytes() + " bytes"));
            } else {
                count++;
                bytes += one.bytes();
                plan.add(new Item(one, false, "among the " + rules.keepVersions() + " newest old ones"));
            }
        }
        return makingRoom(plan, reasons, room);
    }

    /** An old version that only the count keeps is worth less than the one that is wanted. */
    private static List<Item> makingRoom(List<Item> plan, Map<Sha256, String> reasons, long room) {
        long missing = room
                - plan.stream()
                        .filter(Item::goes)
                        .mapToLong(item -> item.held().bytes())
                        .sum();
        var more = new ArrayList<Item>();
        for (Item item : plan.reversed()) {
            boolean goesToo = missing > 0
                    && !item.goes()
                    && !reasons.containsKey(item.held().version());
            more.add(goesToo ? new Item(item.held(), true, "makes room for the version that is wanted") : item);
            missing -= goesToo ? item.held().bytes() : 0;
        }
        return more.reversed();
    }
}
