package io.twinkeep.bench;

import io.twinkeep.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * @param launcher {@code bin/twinkeep}; {@code name} tells variants apart
 * @param threads as {@code --threads} gives them; 0 for its default
 */
record Twinkeep(Path launcher, String version, String name, int threads) implements Program {
    private static final String MODEL = "bench";

    @Override
    public String description() {
        String options = System.getenv().getOrDefault("TWINKEEP_JAVA_OPTIONS", "");
        return version
                + "; repository format 1, its own coding of weights; encrypted (AES-GCM); decodes and compares what it"
                + " encoded; fsyncs each file of the repository and each restored one"
                + (options.isEmpty() ? "" : "; TWINKEEP_JAVA_OPTIONS=" + options);
    }

    @Override
    public Command create(Store store) {
        return twinkeep(store, "init");
    }

    @Override
    public Command backup(Store store, Path model, String label) {
        return twinkeep(store, "backup").and("--model", MODEL, model.toString());
    }

    @Override
    public Command restore(Store store, String label, String digest, Path target) {
        return twinkeep(store, "restore").and("--model", MODEL, "--version", digest, "--to", target.toString());
    }

    Command versions(Store store) {
        return twinkeep(store, "versions");
    }

    /** Brings the outputs back. */
    Command outputs(Store store, Path target) {
        return twinkeep(store, "outputs", "restore").and("--to", target.toString());
    }

    @Override
    public Path restored(Path target, Path model) {
        return target;
    }

    @Override
    public Map<String, Object> answer(String out) {
        return Json.object(out.getBytes(StandardCharsets.UTF_8), "Twinkeep's answer");
    }

    private Command twinkeep(Store store, String... verb) {
        var variables = new HashMap<String, String>();
        // What is built is measured; whether it is as new as its source was asked before.
        variables.put("TWINKEEP_NO_BUILD", "1");
        if (threads > 0) {
            variables.put("TWINKEEP_THREADS", String.valueOf(threads));
        }
        if (store.uploadLimit() > 0) {
            variables.put("TWINKEEP_UPLOAD_LIMIT", String.valueOf(store.uploadLimit()));
        }
        return Program.command(store, variables, launcher.toString())
                .and(verb)
                .and("--json", "-r", store.address())
                .and("--key-file", store.home().resolve("key").toString());
    }
}
