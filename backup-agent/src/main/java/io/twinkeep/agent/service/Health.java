package io.twinkeep.agent.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether the agent lives, and whether it can do its work; asked by supervisors. */
final class Health {
    private final Supplier<List<Item>> live;
    private final Supplier<List<Item>> ready;

    Health(Supplier<List<Item>> live, Supplier<List<Item>> ready) {
        this.live = live;
        this.ready = ready;
    }

    /** One thing that was looked at. */
    record Item(String name, boolean ok, String detail) {}

    Map<String, Object> live() {
        return fields(live.get());
    }

    Map<String, Object> ready() {
        return fields(ready.get());
    }

    private static Map<String, Object> fields(List<Item> items) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("ok", items.stream().allMatch(Item::ok));
        var checks = new LinkedHashMap<String, Object>();
        items.forEach(item -> checks.put(item.name(), item.ok() ? "ok" : item.detail()));
        fields.put("checks", checks);
        return fields;
    }
}
