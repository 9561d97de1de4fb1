package io.twinkeep.agent.metadata;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * ComfyUI's graph: nodes by id, each with {@code class_type} and {@code inputs}, an input being a value or a link
 * {@code [node, output]}. The sampler is the one nearest to the node that saves; its values are followed along the
 * links. Every walk visits a node once, so loops end.
 */
final class ComfyGraph {
    private static final List<String> PROMPT_TEXTS =
            List.of("text", "prompt", "text_g", "t5xxl", "clip_l", "text_l", "string", "value", "positive_prompt");
    private static final List<String> NUMBERS =
            List.of("value", "seed", "noise_seed", "int", "number", "float", "steps", "cfg", "guidance");
    private static final List<String> MODEL_FILES =
            List.of("unet_name", "ckpt_name", "model_name", "gguf_name", "model_path");
    private static final Set<String> NO_PROMPT_BEHIND =
            Set.of("clip", "model", "vae", "image", "pixels", "latent", "latent_image", "control_net");

    private final Map<String, Object> nodes;
    private final Facts facts;

    ComfyGraph(Map<String, Object> nodes, Facts facts) {
        this.nodes = nodes;
        this.facts = facts;
    }

    /** Tells the facts of the sampler; false if no node looks like one. */
    boolean read() {
        Optional<Map<?, ?>> sampler = sampler();
        sampler.ifPresent(this::tell);
        return sampler.isPresent();
    }

    private Optional<Map<?, ?>> sampler() {
        var samplers = nodes.values().stream().filter(ComfyGraph::isSampler).count();
        if (samplers > 1) {
            facts.extra("samplers", samplers);
        }
        var saving = nodes.keySet().stream()
                .filter(id -> type(nodes.get(id)).contains("Save"))
                .toList();
        return firstBehind(saving, ComfyGraph::isSampler).or(() -> firstBehind(nodes.keySet(), ComfyGraph::isSampler));
    }

    private static boolean isSampler(Object node) {
        var inputs = inputs(node);
        boolean plain = inputs.containsKey("positive") && inputs.containsKey("model");
        boolean composed = inputs.containsKey("guider") && inputs.containsKey("sigmas");
        return (plain && (inputs.containsKey("seed") || inputs.containsKey("noise_seed"))) || composed;
    }

    /** Breadth first along all links. */
    private Optional<Map<?, ?>> firstBehind(Collection<String> ids, Predicate<Object> wanted) {
        Deque<String> waiting = new ArrayDeque<>(ids);
        Set<String> seen = new HashSet<>(ids);
        while (!waiting.isEmpty()) {
            Object node = nodes.get(waiting.remove());
            if (wanted.test(node)) {
                return Optional.of((Map<?, ?>) node);
            }
            for (Object input : inputs(node).values()) {
                linked(input).filter(seen::add).ifPresent(waiting::add);
            }
        }
        return Optional.empty();
    }

    private void tell(Map<?, ?> sampler) {
        Map<?, ?> guider = behind(sampler, "guider").orElse(sampler);
        Map<?, ?> sigmas = behind(sampler, "sigmas").orElse(sampler);
        Map<?, ?> noise = behind(sampler, "noise").orElse(sampler);
        Map<?, ?> kind = behind(sampler, "sampler").orElse(sampler);
        facts.seed(value(noise, "noise_seed").or(() -> value(noise, "seed")).orElse(null));
        facts.steps(value(sigmas, "steps").orElse(null));
        facts.guidance(value(guider, "cfg").orElse(null));
        facts.sampler(value(kind, "sampler_name").orElse(null));
        facts.extra("scheduler", value(sigmas, "scheduler").orElse(null));
        facts.extra("denoise", value(sigmas, "denoise").orElse(null));
        String positive = inputs(guider).containsKey("positive") ? "positive" : "conditioning";
        facts.prompt(prompt(guider, positive).orElse(null));
        facts.negativePrompt(prompt(guider, "negative").orElse(null));
        models(guider);
    }

    private void models(Map<?, ?> guider) {
        var loras = new TreeSet<String>();
        Set<String> seen = new HashSet<>();
        Optional<String> next = linked(inputs(guider).get("model"));
        while (next.isPresent() && seen.add(next.get())) {
            Map<?, ?> inputs = inputs(nodes.get(next.get()));
            text(inputs.get("lora_name")).map(Text::modelName).ifPresent(loras::add);
            Optional<String> file = MODEL_FILES.stream()
                    .flatMap(name -> text(inputs.get(name)).stream())
                    .findFirst();
            if (file.isPresent()) {
                facts.model(Text.modelName(file.get()));
                facts.extra("model_file", file.get());
                break;
            }
            next = linked(inputs.get("model")).or(() -> linked(inputs.get("unet")));
        }
        facts.extra("loras", loras.isEmpty() ? null : String.join(", ", loras));
    }

    /** A number or name: the input's own value, or what a chain of small nodes holds. */
    private Optional<Object> value(Map<?, ?> node, String name) {
        Object input = inputs(node).get(name);
        Set<String> seen = new HashSet<>();
        Optional<String> link = linked(input);
        while (link.isPresent() && seen.add(link.get())) {
            Map<?, ?> inputs = inputs(nodes.get(link.get()));
            input = inputs.get(name);
            for (int i = 0; input == null && i < NUMBERS.size(); i++) {
                input = inputs.get(NUMBERS.get(i));
            }
            link = linked(input);
        }
        return input instanceof List<?> ? Optional.empty() : Optional.ofNullable(input);
    }

    private Optional<String> prompt(Map<?, ?> node, String name) {
        Deque<Step> waiting = new ArrayDeque<>();
        Set<Step> seen = new HashSet<>();
        step(inputs(node).get(name), name).ifPresent(waiting::push);
        while (!waiting.isEmpty()) {
            Step step = waiting.pop();
            if (!seen.add(step) || type(nodes.get(step.node())).contains("ZeroOut")) {
                continue; // Zeroed conditioning is no prompt, whatever text it was made of.
            }
            Map<?, ?> inputs = inputs(nodes.get(step.node()));
            for (String key : PROMPT_TEXTS) {
                Optional<String> text = text(inputs.get(key)).filter(t -> !t.isBlank());
                if (text.isPresent()) {
                    return text;
                }
            }
            next(inputs, step).reversed().forEach(waiting::push);
        }
        return Optional.empty();
    }

    /** A node with both prompts passes them through: its first output is the positive one, its second the negative. */
    private List<Step> next(Map<?, ?> inputs, Step step) {
        if (inputs.containsKey("positive") && inputs.containsKey("negative")) {
            return step(inputs.get(step.name()), step.name()).stream().toList();
        }
        return inputs.entrySet().stream()
                .filter(input -> !NO_PROMPT_BEHIND.contains(input.getKey()))
                .flatMap(input -> step(input.getValue(), step.name()).stream())
                .toList();
    }

    private Optional<Step> step(Object input, String name) {
        boolean second = input instanceof List<?> link
                && link.size() > 1
                && Long.valueOf(1).equals(link.get(1));
        return linked(input).map(id -> {
            Map<?, ?> inputs = inputs(nodes.get(id));
            boolean both = inputs.containsKey("positive") && inputs.containsKey("negative");
            return new Step(id, both ? (second ? "negative" : "positive") : name);
        });
    }

    private Optional<Map<?, ?>> behind(Map<?, ?> node, String name) {
        return linked(inputs(node).get(name)).map(id -> (Map<?, ?>) nodes.get(id));
    }

    /** The id of the node that an input is linked to, if it exists. */
    private Optional<String> linked(Object input) {
        if (input instanceof List<?> link && link.size() == 2 && link.getFirst() != null) {
            return Optional.of(link.getFirst().toString()).filter(id -> nodes.get(id) instanceof Map<?, ?>);
        }
        return Optional.empty();
    }

    private static Optional<String> text(Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static String type(Object node) {
        return node instanceof Map<?, ?> map && map.get("class_type") instanceof String type ? type : "";
    }

    private static Map<?, ?> inputs(Object node) {
        return node instanceof Map<?, ?> map && map.get("inputs") instanceof Map<?, ?> inputs ? inputs : Map.of();
    }

    /** @param name which prompt is looked for, {@code positive} or {@code negative} */
    private record Step(String node, String name) {}
}
