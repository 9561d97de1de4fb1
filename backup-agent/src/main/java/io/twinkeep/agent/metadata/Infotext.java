package io.twinkeep.agent.metadata;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The text that A1111 and its descendants write: lines of prompt, from {@code Negative prompt:} on the negative one, and a last
 * line of {@code Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, …} whose values may be quoted as JSON strings. Read
 * by hand because the usual regular expression runs out of stack on long values.
 */
final class Infotext {
    private static final String NEGATIVE = "Negative prompt:";
    private static final int FEWEST_PAIRS = 3;

    /** What can't hold a prompt. */
    private static final Set<String> PLAIN = Set.of(
            "Model hash",
            "Schedule type",
            "Denoising strength",
            "Clip skip",
            "VAE",
            "VAE hash",
            "ENSD",
            "RNG",
            "Variation seed",
            "Variation seed strength",
            "Hires upscale",
            "Hires steps",
            "Hires upscaler",
            "Distilled CFG Scale",
            "Version");

    private Infotext() {}

    static void read(String text, Facts facts) {
        String stripped = text.strip();
        int lastBreak = stripped.lastIndexOf('\n');
        Map<String, String> pairs = pairs(stripped.substring(lastBreak + 1));
        if (pairs.size() < FEWEST_PAIRS) {
            prompts(stripped, facts);
            return;
        }
        prompts(lastBreak < 0 ? "" : stripped.substring(0, lastBreak), facts);
        pairs.forEach((name, value) -> pair(name, value, facts));
    }

    private static void prompts(String text, Facts facts) {
        int negative = text.startsWith(NEGATIVE) ? 0 : text.indexOf("\n" + NEGATIVE) + 1;
        boolean has = negative > 0 || text.startsWith(NEGATIVE);
        facts.prompt((has ? text.substring(0, negative) : text).strip());
        if (has) {
            facts.negativePrompt(text.substring(negative + NEGATIVE.length()).strip());
        }
    }

    private static void pair(String name, String value, Facts facts) {
        switch (name) {
            case "Steps" -> facts.steps(value);
            case "Sampler" -> facts.sampler(value);
            case "CFG scale" -> facts.guidance(value);
            case "Seed" -> facts.seed(value);
            case "Model" -> facts.model(Text.modelName(value));
            case "Size" -> facts.extra("asked_size", value);
            default -> {
                if (PLAIN.contains(name)) {
                    facts.extra(name, value);
                } else {
                    facts.quoted(name, value);
                }
            }
        }
    }

    /** All pairs of a line; what is no pair is passed over up to the next comma. */
    private static Map<String, String> pairs(String line) {
        var pairs = new LinkedHashMap<String, String>();
        int at = 0;
        while (at < line.length()) {
            int colon = line.indexOf(':', at);
            int comma = line.indexOf(',', at);
            if (colon < 0) {
                break;
            }
            if (comma >= 0 && comma < colon) {
                at = comma + 1;
                continue;
            }
            int start = afterSpaces(line, colon + 1);
            int end = start < line.length() && line.charAt(start) == '"' ? endOfQuoted(line, start) : start;
            int next = line.indexOf(',', end);
            next = next < 0 ? line.length() : next;
            pairs.putIfAbsent(
                    line.substring(at, colon).strip(),
                    unquoted(line.substring(start, next).strip()));
            at = next + 1;
        }
        return pairs;
    }

    private static int afterSpaces(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Behind the closing quote; at the opening one if there is none. */
    private static int endOfQuoted(String line, int from) {
        for (int i = from + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '"') {
                return i + 1;
            }
        }
        return from;
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            byte[] json = ("{\"v\":" + value + "}").getBytes(StandardCharsets.UTF_8);
            return Json.object(json, "a value").get("v") instanceof String text ? text : value;
        } catch (Corrupt e) {
            return value;
        }
    }
}
