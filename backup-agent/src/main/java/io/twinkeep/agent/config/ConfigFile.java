package io.twinkeep.agent.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the YAML file of settings. Each value keeps its line, for the messages about it. */
final class ConfigFile {
    private static final List<String> KEYS =
            Arrays.stream(Setting.values()).map(Setting::key).toList();

    private final Path file;
    private final Problems problems;
    private final Map<Setting, Given> values = new EnumMap<>(Setting.class);

    private ConfigFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    static Map<Setting, Given> read(Path file, Problems problems) {
        var reading = new ConfigFile(file, problems);
        YamlText.root(file, problems).ifPresent(reading::parse);
        return reading.values;
    }

    private void parse(Node root) {
        if (root instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::entry);
        } else {
            problems.add(at(root) + ": write lines like 'repository: s3:https://host/bucket'");
        }
    }

    private void entry(NodeTuple tuple) {
        Node keyNode = tuple.getKeyNode();
        String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "";
        Optional<Setting> setting = Setting.ofKey(key);
        if (setting.isEmpty()) {
            problems.add(at(keyNode) + ": unknown key '" + key + "'"
                    + Nearest.of(key, KEYS)
                            .map(known -> "; did you mean '" + known + "'?")
                            .orElse(""));
            return;
        }
        List<String> texts = texts(setting.get(), tuple.getValueNode());
        Given given = new Given(texts, at(keyNode) + ": " + key);
        if (!texts.isEmpty() && values.put(setting.get(), given) != null) {
            problems.add(at(keyNode) + ": '" + key + "' stands there twice");
        }
    }

    private List<String> texts(Setting setting, Node node) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return List.of(scalar.getValue());
        }
        if (setting.isRepeatable()
                && node instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return sequence.getValue().stream()
                    .map(item -> ((ScalarNode) item).getValue())
                    .toList();
        }
        String form = setting.isRepeatable() ? "one value or a list of values" : "one value";
        problems.add(at(node) + ": '" + setting.key() + "' takes " + form);
        return List.of();
    }

    private String at(Node node) {
        return file + " line " + (node.getStartMark().getLine() + 1);
    }
}
