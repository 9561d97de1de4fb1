package io.twinkeep.agent.metadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ComfyUI's other graph, the one its editor saves: values by position, links by number. Turned into the form that
 * {@link ComfyGraph} reads, for the widely used nodes whose positions are known.
 */
final class ComfyWorkflow {
    private static final Map<String, List<String>> POSITIONS = Map.ofEntries(
            Map.entry("KSampler", List.of("seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise")),
            Map.entry(
                    "KSamplerAdvanced",
                    List.of("add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler")),
            Map.entry("RandomNoise", List.of("noise_seed")),
            Map.entry("KSamplerSelect", List.of("sampler_name")),
            Map.entry("BasicScheduler", List.of("scheduler", "steps", "denoise")),
            Map.entry("CFGGuider", List.of("cfg")),
            Map.entry("CLIPTextEncode", List.of("text")),
            Map.entry("CLIPTextEncodeFlux", List.of("clip_l", "t5xxl")),
            Map.entry("PrimitiveString", List.of("value")),
            Map.entry("PrimitiveStringMultiline", List.of("value")),
            Map.entry("PrimitiveInt", List.of("value")),
            Map.entry("UNETLoader", List.of("unet_name", "weight_dtype")),
            Map.entry("UnetLoaderGGUF", List.of("unet_name")),
            Map.entry("CheckpointLoaderSimple", List.of("ckpt_name")),
            Map.entry("LoraLoader", List.of("lora_name")),
            Map.entry("LoraLoaderModelOnly", List.of("lora_name")));

    private ComfyWorkflow() {}

    /** Nodes by id as in the other form; what is not understood is left out. */
    static Map<String, Object> nodes(Map<String, Object> workflow) {
        Map<Object, List<Object>> links = links(workflow.get("links"));
        var nodes = new LinkedHashMap<String, Object>();
        for (Object node : list(workflow.get("nodes"))) {
            if (node instanceof Map<?, ?> map && map.get("id") != null && map.get("type") instanceof String type) {
                nodes.put(map.get("id").toString(), Map.of("class_type", type, "inputs", inputs(map, type, links)));
            }
        }
        return nodes;
    }

    /** From a link's number to the node and output it comes from. */
    private static Map<Object, List<Object>> links(Object list) {
        var links = new HashMap<Object, List<Object>>();
        for (Object link : list(list)) {
            if (link instanceof List<?> parts && parts.size() >= 3) {
                var source = new ArrayList<Object>(parts.subList(1, 3));
                links.put(parts.getFirst(), source);
            }
        }
        return links;
    }

    private static Map<String, Object> inputs(Map<?, ?> node, String type, Map<Object, List<Object>> links) {
        var inputs = new LinkedHashMap<String, Object>();
        List<String> names = POSITIONS.getOrDefault(type, List.of());
        List<?> values = list(node.get("widgets_values"));
        for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
            inputs.put(names.get(i), values.get(i));
        }
        for (Object input : list(node.get("inputs"))) {
            if (input instanceof Map<?, ?> map
                    && map.get("name") instanceof String name
                    && links.containsKey(map.get("link"))) {
                inputs.put(name, links.get(map.get("link")));
            }
        }
        return inputs;
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
