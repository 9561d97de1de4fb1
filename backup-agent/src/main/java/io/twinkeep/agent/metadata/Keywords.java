package io.twinkeep.agent.metadata;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The texts of a PNG by keyword, and what other containers carry in their place. */
final class Keywords {
    private Keywords() {}

    static void read(Map<String, String> texts, Facts facts) {
        if (texts.containsKey("parameters")) {
            parameters(texts.get("parameters"), facts);
        }
        boolean graph = Optional.ofNullable(texts.get("prompt"))
                .filter(text -> prompt(text, facts))
                .isPresent();
        if (!graph && texts.containsKey("workflow")) {
            LooseJson.object(texts.get("workflow"), "ComfyUI's workflow", facts)
                    .ifPresent(workflow -> new ComfyGraph(ComfyWorkflow.nodes(workflow), facts).read());
        }
        texts.forEach((keyword, text) -> other(keyword, text, facts));
    }

    /** A1111's text; some programs put JSON of their own there, which is kept as it is. */
    private static void parameters(String text, Facts facts) {
        if (text.stripLeading().startsWith("{")) {
            facts.quoted("parameters", text);
        } else {
            Infotext.read(text, facts);
        }
    }

    /** Whether this was ComfyUI's graph with a sampler; plain scripts write the prompt itself there. */
    private static boolean prompt(String text, Facts facts) {
        if (!text.stripLeading().startsWith("{")) {
            facts.prompt(text);
            return false;
        }
        return LooseJson.object(text, "ComfyUI's prompt", facts)
                .filter(nodes -> new ComfyGraph(nodes, facts).read())
                .isPresent();
    }

    private static void other(String keyword, String text, Facts facts) {
        switch (keyword.toLowerCase(Locale.ROOT)) {
            case "parameters", "prompt", "workflow" -> {}
            case "aigc" -> AigcLabel.read(text, facts);
            case "seed" -> facts.seed(text);
            case "steps", "num_inference_steps" -> facts.steps(text);
            case "cfg", "cfg_scale", "guidance", "guidance_scale" -> facts.guidance(text);
            case "sampler" -> facts.sampler(text);
            case "model" -> facts.model(Text.modelName(text));
            case "negative_prompt" -> facts.negativePrompt(text);
            case "software", "source" -> facts.extra(keyword, text);
            default -> facts.quoted("png." + keyword, text);
        }
    }
}
