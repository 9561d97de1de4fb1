package io.twinkeep.agent.cache;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** What is known of one image; as a line, CRC-32C in hex before JSON, so that a damaged line is no line. */
record LedgerEntry(
        String path, FileState state, Sha256 digest, Instant recorded, boolean important, Optional<String> storedAs) {

    LedgerEntry stored(String key) {
        return new LedgerEntry(path, state, digest, recorded, important, Optional.of(key));
    }

    String line() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("path", path);
        fields.put("bytes", state.bytes());
        fields.put("modified", state.modified());
        fields.put("sidecar_bytes", state.sidecarBytes());
        fields.put("sidecar_modified", state.sidecarModified());
        fields.put("digest", digest);
        fields.put("recorded", recorded);
        fields.put("important", important);
        storedAs.ifPresent(key -> fields.put("stored_as", key));
        return line(fields);
    }

    static String goneLine(String path) {
        return line(Map.of("gone", path));
    }

    private static String line(Map<String, Object> fields) {
        String json = Json.text(fields);
        return checksum(json) + " " + json;
    }

    /** The fields of an intact line. */
    static Optional<Map<String, Object>> fields(String line) {
        boolean intact = line.length() > 9 && line.substring(0, 8).equals(checksum(line.substring(9)));
        try {
            return intact
                    ? Optional.of(Json.object(line.substring(9).getBytes(StandardCharsets.UTF_8), "a line"))
                    : Optional.empty();
        } catch (Corrupt e) {
            return Optional.empty();
        }
    }

    static LedgerEntry of(Map<String, Object> fields) {
        var state = new FileState(
                (Long) fields.get("bytes"), (Long) fields.get("modified"), (Long) fields.get("sidecar_bytes"), (Long)
                        fields.get("sidecar_modified"));
        return new LedgerEntry(
                (String) fields.get("path"),
                state,
                Sha256.parse((String) fields.get("digest")),
                Instant.parse((String) fields.get("recorded")),
                (Boolean) fields.get("important"),
                Optional.ofNullable((String) fields.get("stored_as")));
    }

    private static String checksum(String json) {
        var checksum = new CRC32C();
        checksum.update(json.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(checksum.getValue());
    }
}
