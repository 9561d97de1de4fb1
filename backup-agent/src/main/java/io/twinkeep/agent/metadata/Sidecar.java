package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The JSON file beside an image, as SIDECAR.md describes it. */
final class Sidecar {
    static final int MAX_BYTES = 1 << 20;

    private static final String FORM = "twinkeep_sidecar";
    private static final Set<String> KNOWN = Set.of(
            FORM,
            "$schema",
            "made",
            "model",
            "version",
            "seed",
            "steps",
            "guidance",
            "sampler",
            "prompt",
            "negative_prompt",
            "important",
            "extra");

    private Sidecar() {}

    static void read(Path file, Facts facts) {
        try (var bytes = ImageBytes.open(file)) {
            if (bytes.size() > MAX_BYTES) {
                facts.problem("the sidecar has more than " + MAX_BYTES + " bytes");
                return;
            }
            String text = new String(bytes.bytes(0, (int) bytes.size()), StandardCharsets.UTF_8);
            LooseJson.object(text, "the sidecar", facts).ifPresent(object -> object(object, facts));
        } catch (IOException e) {
            facts.problem("the sidecar could not be read");
        }
    }

    private static void object(Map<String, Object> object, Facts facts) {
        Object form = object.getOrDefault(FORM, 1L);
        if (!Long.valueOf(1).equals(form)) {
            facts.problem("the sidecar is of a newer form than 1; a newer agent reads it");
            return;
        }
        facts.made(object.get("made"));
        facts.model(object.get("model"));
        facts.version(object.get("version"));
        facts.seed(object.get("seed"));
        facts.steps(object.get("steps"));
        facts.guidance(object.get("guidance"));
        facts.sampler(object.get("sampler"));
        facts.prompt(object.get("prompt"));
        facts.negativePrompt(object.get("negative_prompt"));
        if (Boolean.TRUE.equals(object.get("important"))) {
            facts.important();
        }
        more(object, facts);
    }

    private static void more(Map<String, Object> object, Facts facts) {
        Object extra = object.get("extra");
        if (extra instanceof Map<?, ?> map) {
            map.forEach((name, value) -> facts.extra(name.toString(), value));
        } else if (extra != null) {
            facts.problem("'extra' of the sidecar is not an object");
        }
        object.forEach((name, value) -> {
            if (!KNOWN.contains(name)) {
                facts.quoted(name, value);
            }
        });
    }
}
