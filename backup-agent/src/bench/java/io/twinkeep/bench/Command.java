package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command line to run in a folder, with variables beside the inherited ones. */
record Command(List<String> words, Path folder, Map<String, String> variables) {
    Command {
        words = List.copyOf(words);
        variables = Map.copyOf(variables);
    }

    Command and(String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, folder, variables);
    }

    Command in(Path other) {
        return new Command(words, other, variables);
    }

    Command with(Map<String, String> more) {
        var all = new HashMap<>(variables);
        all.putAll(more);
        return new Command(words, folder, all);
    }

    /** Runs this command by another one, such as {@code ip netns exec NAME}. */
    Command by(List<String> runner) {
        var all = new ArrayList<>(runner);
        all.addAll(words);
        return new Command(all, folder, variables);
    }
}
