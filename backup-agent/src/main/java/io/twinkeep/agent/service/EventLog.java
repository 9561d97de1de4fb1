package io.twinkeep.agent.service;

import io.twinkeep.agent.config.LogForm;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.json.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One line per event, for people or as JSON. Thread-safe: a line is written whole. */
public final class EventLog {
    private final PrintStream out;
    private final LogForm form;
    private final InstantSource clock;

    public EventLog(PrintStream out, LogForm form, InstantSource clock) {
        this.out = out;
        this.form = form;
        this.clock = clock;
    }

    private enum Level {
        INFO,
        WARN,
        ERROR
    }

    /** @param namesAndValues in turn */
    public void info(String event, Object... namesAndValues) {
        write(Level.INFO, event, fields(namesAndValues));
    }

    public void warn(String event, Object... namesAndValues) {
        write(Level.WARN, event, fields(namesAndValues));
    }

    /** With the failure's message and what to do next. */
    public void failed(String event, RuntimeException failure, Object... namesAndValues) {
        Map<String, Object> fields = fields(namesAndValues);
        if (failure instanceof BackupException known) {
            fields.put("kind", known.getClass().getSimpleName());
            fields.put("message", known.getMessage());
            fields.put("next", known.next());
        } else {
            fields.put("kind", "Failed");
            fields.put("message", "unexpected: " + failure);
            fields.put("at", failure.getStackTrace().length == 0 ? "" : failure.getStackTrace()[0]);
        }
        write(Level.ERROR, event, fields);
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            fields.put((String) namesAndValues[i], value instanceof Path path ? path.toString() : value);
        }
        return fields;
    }

    private void write(Level level, String event, Map<String, Object> fields) {
        var all = new LinkedHashMap<String, Object>();
        all.put("time", clock.instant());
        all.put("level", level.name().toLowerCase(Locale.ROOT));
        all.put("event", event);
        all.putAll(fields);
        String line = form == LogForm.JSON ? Json.text(all) : plain(all, fields);
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    private static String plain(Map<String, Object> all, Map<String, Object> fields) {
        String rest = fields.entrySet().stream()
                .filter(field -> !String.valueOf(field.getValue()).isEmpty())
                .map(field -> "  " + field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining());
        String line = all.get("time") + " " + String.format("%-5s", all.get("level")) + " " + all.get("event") + rest;
        return line.chars()
                .mapToObj(c -> Character.isISOControl(c) ? " " : Character.toString(c))
                .collect(Collectors.joining());
    }
}
