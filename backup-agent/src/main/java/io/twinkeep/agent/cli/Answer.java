package io.twinkeep.agent.cli;

import io.twinkeep.core.errors.BackupException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a verb has to say at its end: fields for scripts, text for people. Built by one thread. */
final class Answer {
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private int exitCode;

    /** Names and values in turn, kept in this order. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    Answer field(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** A line, or several; other control characters are escaped. */
    Answer line(String line) {
        return bytes((Printable.lines(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Text that is not UTF-8, such as file names. */
    Answer bytes(byte[] bytes) {
        text.writeBytes(bytes);
        return this;
    }

    /** Ends the run with this failure's code: what was asked for was done, and this is what came out. */
    Answer failed(BackupException failure) {
        exitCode = failure.exitCode();
        return field("error", Failures.fields(failure));
    }

    Map<String, Object> fields() {
        return fields;
    }

    byte[] text() {
        return text.toByteArray();
    }

    int exitCode() {
        return exitCode;
    }
}
