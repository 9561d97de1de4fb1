package io.twinkeep.agent.config;

import io.twinkeep.agent.text.Times;
import io.twinkeep.core.errors.BackupException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file. Notes each problem with its line; whoever asks gets nothing, or a value that will do until the problems
 * are told. What was never asked for is unknown: see {@link #end}.
 */
final class Section {
    private final Path file;
    private final String name;
    private final int line;
    private final Problems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();

    private Section(Path file, String name, int line, Problems problems) {
        this.file = file;
        this.name = name;
        this.line = line;
        this.problems = problems;
    }

    static Section root(Path file, Problems problems) {
        return YamlText.root(file, problems)
                .map(node -> of(file, "", node, node, problems))
                .orElseGet(() -> new Section(file, "", 1, problems));
    }

    private static Section of(Path file, String name, Node at, Node node, Problems problems) {
        var section = new Section(file, name, at.getStartMark().getLine() + 1, problems);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(section::add);
        } else {
            section.problem(node, (name.isEmpty() ? "the file" : "'" + name + "'") + " takes lines like 'key: value'");
        }
        return section;
    }

    private void add(NodeTuple entry) {
        String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (entries.put(key, entry) != null) {
            problem(entry.getKeyNode(), "'" + key + "' stands there twice");
        }
    }

    private void problem(Node node, String what) {
        problems.add(file + " line " + (node.getStartMark().getLine() + 1) + ": " + what);
    }

    /** Notes a problem with what the key says, or with its absence. */
    void problem(String key, String what) {
        NodeTuple entry = entries.get(key);
        int at = entry == null ? line : entry.getKeyNode().getStartMark().getLine() + 1;
        problems.add(file + " line " + at + ": " + path(key) + " " + what);
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    boolean has(String key) {
        asked.add(key);
        return entries.containsKey(key);
    }

    private Optional<Node> node(String key) {
        return has(key) ? Optional.of(entries.get(key).getValueNode()) : Optional.empty();
    }

    Optional<String> text(String key) {
        return node(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                return Optional.of(scalar.getValue());
            }
            problem(key, "takes one value");
            return Optional.empty();
        });
    }

    /** Empty if nothing was given, or if it makes no sense, which is noted. */
    <T> Optional<T> parsed(String key, Function<String, T> parser) {
        return text(key).flatMap(text -> understood(key, text, parser));
    }

    private <T> Optional<T> understood(String key, String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (BackupException e) {
            problem(key, "is wrong: " + e.getMessage() + (e.next().isEmpty() ? "" : "; " + e.next()));
        } catch (IllegalArgumentException e) {
            problem(key, e.getMessage());
        }
        return Optional.empty();
    }

    /** As {@link #parsed}, and noted when nothing was given; {@code instead} only serves to go on looking. */
    <T> T required(String key, String example, T instead, Function<String, T> parser) {
        if (!has(key)) {
            problem(key, "is missing; write '" + key + ": " + example + "'");
        }
        return parsed(key, parser).orElse(instead);
    }

    Optional<Path> path(String key, String nothing) {
        return text(key).filter(text -> !text.equals(nothing)).map(Path::of);
    }

    Duration duration(String key, Duration usual) {
        return parsed(key, Section::duration).orElse(usual);
    }

    private static Duration duration(String text) {
        return text.matches("\\d{1,6}s")
                ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                : Times.duration(text);
    }

    int number(String key, int usual, int least, int most) {
        return parsed(key, text -> {
                    int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(
                                "must be a number from " + least + " to " + most + ", is '" + text + "'");
                    }
                    return number;
                })
                .orElse(usual);
    }

    boolean flag(String key, boolean usual) {
        return parsed(key, text -> switch (text) {
                    case "true", "yes" -> true;
                    case "false", "no" -> false;
                    default -> throw new IllegalArgumentException("must be true or false, is '" + text + "'");
                })
                .orElse(usual);
    }

    <E extends Enum<E>> E choice(String key, E usual, Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        return parsed(key, text -> {
                    if (!names.contains(text)) {
                        throw new IllegalArgumentException(
                                "must be one of " + names + ", is '" + text + "'" + hint(text, names));
                    }
                    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
                })
                .orElse(usual);
    }

    /** One value or a list of them. */
    List<String> texts(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && node.get() instanceof ScalarNode) {
            return text(key).map(List::of).orElse(List.of());
        }
        return node.map(value -> items(key, value)).orElse(List.of());
    }

    private List<String> items(String key, Node node) {
        if (node instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return sequence.getValue().stream()
                    .map(item -> ((ScalarNode) item).getValue())
                    .toList();
        }
        problem(key, "takes one value or a list of values");
        return List.of();
    }

    /** The section, if it is there. */
    Optional<Section> section(String key) {
        return node(key).map(node -> of(file, path(key), entries.get(key).getKeyNode(), node, problems));
    }

    /** The section; an empty one if it is not there. */
    Section sectionOrEmpty(String key) {
        return section(key).orElseGet(() -> new Section(file, path(key), line, problems));
    }

    /** A list of sections. */
    List<Section> sections(String key) {
        var sections = new ArrayList<Section>();
        node(key).ifPresent(node -> {
            if (node instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> sections.add(of(file, path(key), item, item, problems)));
            } else {
                problem(key, "takes a list: lines that begin with '- '");
            }
        });
        return sections;
    }

    /** All keys with their values, one or a list each, where the names are the user's own. */
    Map<String, List<String>> free() {
        var values = new LinkedHashMap<String, List<String>>();
        entries.keySet().forEach(key -> values.put(key, texts(key)));
        return values;
    }

    /** Makes a value of what was read; what its constructor refuses is a problem of the section. */
    <T> Optional<T> made(String key, Supplier<T> maker) {
        return understood(key, "", ignored -> maker.get());
    }

    /** Notes every key that was never asked for. */
    void end() {
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                problem(entry.getKeyNode(), "unknown key '" + path(key) + "'" + hint(key, asked));
            }
        });
    }

    private static String hint(String text, Collection<String> known) {
        return Nearest.of(text, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }
}
