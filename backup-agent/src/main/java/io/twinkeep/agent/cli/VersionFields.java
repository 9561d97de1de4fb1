package io.twinkeep.agent.cli;

import io.twinkeep.core.operation.Versions;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a snapshot is told, under the same names by every verb. */
final class VersionFields {
    private VersionFields() {}

    static String kind(boolean full) {
        return full ? "full" : "incremental";
    }

    static Map<String, Object> of(Versions.Listed listed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", listed.header().origin().model().toString());
        fields.put("version", listed.body().version().toString());
        fields.put("set", listed.set().toString());
        fields.put("slot", listed.slot());
        fields.put("kind", kind(listed.header().isFull()));
        fields.put("taken_at", listed.header().takenAt().toString());
        fields.put("files", listed.body().files());
        fields.put("bytes_total", listed.body().bytes());
        fields.put("tags", listed.body().tags());
        fields.put("pinned", listed.pinned());
        return fields;
    }

    static String shortDigest(Versions.Listed listed) {
        return listed.body().version().toString().substring(0, 12);
    }
}
