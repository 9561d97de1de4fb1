package io.twinkeep.agent.outputs;

import io.twinkeep.agent.metadata.ImageFacts;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.PathFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which outputs must outlive the cache: those that any one of the rules names. Immutable.
 *
 * @param globs over the path below the cache, as {@link PathFilter} reads them
 * @param values of metadata: by name ({@code model}, {@code sampler}, {@code seed}, or a name in {@code extra}), globs of which one must
 *     match the value; {@code *} matches any value that is there
 * @param sidecarFlag whether a sidecar's {@code "important": true} counts
 * @param sampleRate the share of all outputs, 0 to 1, drawn by digest: every agent draws the same
 */
public record ImportanceRules(
        List<String> globs, Map<String, List<String>> values, boolean sidecarFlag, double sampleRate) {
    public static final ImportanceRules NONE = new ImportanceRules(List.of(), Map.of(), false, 0);
    public static final ImportanceRules ALL = new ImportanceRules(List.of(), Map.of(), false, 1);

    // A double holds 53 bits exactly.
    private static final int BITS = 53;

    public ImportanceRules {
        if (!(sampleRate >= 0 && sampleRate <= 1)) {
            throw new BadUsage("the sample rate of important outputs must be 0 to 1, is " + sampleRate);
        }
        globs = List.copyOf(globs);
        values = Map.copyOf(values);
        filter(globs);
        values.values().forEach(ImportanceRules::filter);
    }

    /** @param path below the cache, with {@code /} */
    public boolean isImportant(String path, Sha256 output, ImageFacts facts) {
        return matches(globs, path)
                || sidecarFlag && facts.important()
                || values.entrySet().stream()
                        .anyMatch(rule -> value(rule.getKey(), facts)
                                .filter(value -> matchesValue(rule.getValue(), value))
                                .isPresent())
                || isSampled(output);
    }

    private boolean isSampled(Sha256 output) {
        double place = (output.a() >>> Long.SIZE - BITS) / (double) (1L << BITS);
        return place < sampleRate;
    }

    private static Optional<String> value(String name, ImageFacts facts) {
        return switch (name) {
            case "model" -> facts.model();
            case "version" -> facts.version().map(Sha256::toString);
            case "sampler" -> facts.sampler();
            case "seed" -> facts.seed().map(Object::toString);
            default ->
                Optional.ofNullable(facts.extra().get(name))
                        .or(() -> Optional.ofNullable(facts.quoted().get(name)));
        };
    }

    /** A value is no path: its slashes are as good as any other character. */
    private static boolean matchesValue(List<String> globs, String value) {
        return matches(globs, value.replace('/', '_'));
    }

    private static boolean matches(List<String> globs, String text) {
        try {
            return !globs.isEmpty() && filter(globs).passes(FilePath.of(text));
        } catch (IllegalArgumentException e) {
            return false; // Text that can't be a path, such as an empty or very long one, matches nothing.
        }
    }

    private static PathFilter filter(List<String> globs) {
        return new PathFilter(globs, List.of());
    }
}
