package io.twinkeep.core.repository;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of {@code repository.json}. {@code lockDays} is 0 without Object Lock, else how long new objects are
 * locked, up to 3,650 days.
 */
public record RepositoryConfig(RepositoryId id, Instant created, Writers writers, int lockDays) {
    /** Whether the store arbitrates between writers, or the user promised that there is one. */
    public enum Writers {
        MANY,
        ONE
    }

    static final int FORMAT = 1;
    private static final int MAX_LOCK_DAYS = 3650;

    public RepositoryConfig {
        if (lockDays < 0 || lockDays > MAX_LOCK_DAYS) {
            throw new IllegalArgumentException("lock days must be from 0 to " + MAX_LOCK_DAYS + ", is " + lockDays);
        }
    }

    byte[] bytes() {
        Map<String, Object> fields = fields();
        fields.put("checksum", checksum(fields));
        return (Json.pretty(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(Map<String, Object> fields) {
        return Sha256.of(Json.pretty(fields).getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 16);
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("id", id.toString());
        fields.put("created", created.toString());
        fields.put("writers", writers.name().toLowerCase(java.util.Locale.ROOT));
        fields.put("lock_days", lockDays);
        return fields;
    }

    static RepositoryConfig parse(byte[] bytes, String what) {
        Map<String, Object> fields = Json.object(bytes, what);
        if (!(fields.get("format") instanceof Long format)) {
            throw new Corrupt(what + " is corrupt: it has no format version");
        }
        if (format != FORMAT) {
            throw new Refused(
                    what + " has format version " + format + ", this Twinkeep knows " + FORMAT,
                    "use the Twinkeep that wrote it, or a newer one");
        }
        RepositoryConfig config = read(fields, what);
        if (!Arrays.equals(config.bytes(), bytes)) {
            throw new Corrupt(what + " is corrupt: it is not as it was written");
        }
        return config;
    }

    private static RepositoryConfig read(Map<String, Object> fields, String what) {
        try {
            return new RepositoryConfig(
                    RepositoryId.parse((String) fields.get("id")),
                    Instant.parse((String) fields.get("created")),
                    Writers.valueOf(((String) fields.get("writers")).toUpperCase(java.util.Locale.ROOT)),
                    Math.toIntExact((Long) fields.get("lock_days")));
        } catch (ClassCastException
                | NullPointerException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeParseException e) {
            throw new Corrupt(what + " is corrupt: a field is missing or wrong", "", e);
        }
    }
}
