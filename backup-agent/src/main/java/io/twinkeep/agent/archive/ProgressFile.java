package io.twinkeep.agent.archive;

import io.twinkeep.agent.state.StateFile;
import io.twinkeep.core.ids.Token;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The file that remembers how far the log is. */
final class ProgressFile {
    private final StateFile file;

    ProgressFile(Path file) {
        this.file = new StateFile(file);
    }

    /**
     * A segment that may have been written, or not.
     *
     * @param from not before this day
     * @param then how far the log is if it was
     */
    record Pending(Token id, LocalDate from, Progressed then) {}

    /** What is known; a file that is lost or damaged knows nothing, and then things are told twice, which harms nobody. */
    record Known(Progressed done, Optional<Pending> pending) {}

    @SuppressWarnings("unchecked")
    Known read() {
        Map<String, Object> fields = file.read();
        try {
            if (fields.isEmpty()) {
                return new Known(Progressed.NOTHING, Optional.empty());
            }
            var done = Progressed.of((Map<String, Object>) fields.get("done"));
            return new Known(
                    done,
                    Optional.ofNullable((Map<String, Object>) fields.get("pending"))
                            .map(ProgressFile::pending));
        } catch (RuntimeException e) {
            return new Known(Progressed.NOTHING, Optional.empty());
        }
    }

    @SuppressWarnings("unchecked")
    private static Pending pending(Map<String, Object> fields) {
        return new Pending(
                Token.parse((String) fields.get("segment")),
                LocalDate.parse((String) fields.get("from")),
                Progressed.of((Map<String, Object>) fields.get("then")));
    }

    void write(Progressed done) {
        file.write(Map.of("done", done.fields()));
    }

    void write(Progressed done, Pending pending) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("segment", pending.id().toString());
        fields.put("from", pending.from().toString());
        fields.put("then", pending.then().fields());
        file.write(Map.of("done", done.fields(), "pending", fields));
    }
}
