package io.twinkeep.agent.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a YAML file as nodes, which know their lines. */
final class YamlText {
    private static final int MAX_BYTES = 1 << 20;

    private YamlText() {}

    /** Empty if the file is empty or can't be read, which is noted. */
    static Optional<Node> root(Path file, Problems problems) {
        return text(file, problems).flatMap(text -> parse(text, file, problems));
    }

    private static Optional<String> text(Path file, Problems problems) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(file + " is larger than 1 MiB: that is no configuration file");
                return Optional.empty();
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            problems.add("there is no configuration file " + file);
        } catch (IOException e) {
            problems.add("the configuration file " + file + " can't be read: " + e);
        }
        return Optional.empty();
    }

    private static Optional<Node> parse(String text, Path file, Problems problems) {
        try {
            return Optional.ofNullable(new Yaml(new LoaderOptions()).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? ""
                    : " line " + (e.getProblemMark().getLine() + 1);
            problems.add(file + line + ": this is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(file + ": this is not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }
}
