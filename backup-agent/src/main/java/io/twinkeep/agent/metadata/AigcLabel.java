package io.twinkeep.agent.metadata;

import java.util.Map;

/**
 * The label of GB 45438-2025, a JSON object of text fields, bare or wrapped in {@code {"AIGC": …}}. {@code Label} is "1"
 * (is), "2" (may be) or "3" (is suspected to be) generated.
 */
final class AigcLabel {
    private static final Map<String, String> FIELDS = Map.of(
            "Label", "aigc_label",
            "ContentProducer", "aigc_content_producer",
            "ProduceID", "aigc_produce_id",
            "ReservedCode1", "aigc_reserved_code1",
            "ContentPropagator", "aigc_content_propagator",
            "PropagateID", "aigc_propagate_id",
            "ReservedCode2", "aigc_reserved_code2",
            "ServiceProvider", "aigc_service_provider",
            "ServiceUser", "aigc_service_user");

    private AigcLabel() {}

    static boolean looksLikeOne(String text) {
        String start = text.strip();
        return start.startsWith("{") && (start.contains("\"AIGC\"") || start.contains("\"ContentProducer\""))
                || start.startsWith("{") && start.contains("\"ServiceProvider\"");
    }

    static void read(String text, Facts facts) {
        String json = text.contains("&quot;") ? text.replace("&quot;", "\"").replace("&amp;", "&") : text;
        LooseJson.object(json, "the AIGC label", facts).ifPresent(object -> fields(object, facts));
    }

    private static void fields(Map<String, Object> object, Facts facts) {
        Map<?, ?> label = object.get("AIGC") instanceof Map<?, ?> wrapped ? wrapped : object;
        FIELDS.forEach((field, name) -> facts.extra(name, label.get(field)));
    }
}
