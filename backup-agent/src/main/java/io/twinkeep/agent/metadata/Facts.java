package io.twinkeep.agent.metadata;

import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Gathers facts: the first who tells one is believed, so sources are read in their order of trust. A value that makes no
 * sense is a problem of its own and leaves the fact open. Problems never quote the metadata, which may hold a prompt.
 */
final class Facts {
    static final String PROBLEM = "metadata_problem";

    /** Characters; more than any encoder reads. */
    static final int MAX_PROMPT = 65_536;

    private static final int MAX_VALUE = 4096;
    private static final int MAX_EXTRA = 64;
    private static final int MAX_PROBLEMS = 16;
    private static final int MAX_NAME = 500;
    private static final int MAX_STEPS = 1_000_000;
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,20}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");
    private static final BigInteger SEED_LIMIT = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger STEPS_LIMIT = BigInteger.valueOf(MAX_STEPS + 1L);

    // Before year 1 and after 9999 other programs lose their way, and no image was made.
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final Set<String> problems = new LinkedHashSet<>();
    private final SortedMap<String, String> extra = new TreeMap<>();
    private final SortedMap<String, String> quoted = new TreeMap<>();
    private Optional<Instant> made = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<Sha256> version = Optional.empty();
    private Optional<BigInteger> seed = Optional.empty();
    private Optional<BigInteger> steps = Optional.empty();
    private Optional<Double> guidance = Optional.empty();
    private Optional<String> sampler = Optional.empty();
    private Optional<String> prompt = Optional.empty();
    private Optional<String> negativePrompt = Optional.empty();
    private OptionalInt width = OptionalInt.empty();
    private OptionalInt height = OptionalInt.empty();
    private boolean important;

    void size(OptionalInt width, OptionalInt height) {
        this.width = width;
        this.height = height;
    }

    void important() {
        important = true;
    }

    void made(Object value) {
        if (made.isEmpty() && value != null) {
            made = moment(value);
        }
    }

    private Optional<Instant> moment(Object value) {
        try {
            Instant instant = OffsetDateTime.parse(value.toString()).toInstant();
            if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
                return Optional.of(instant);
            }
        } catch (DateTimeException e) {
            // Told below, as for a time that nobody lived in.
        }
        problem("'made' is not a time such as 2026-01-31T12:00:00Z");
        return Optional.empty();
    }

    void model(Object value) {
        model = first(model, value, "the model's name", MAX_NAME);
    }

    void version(Object value) {
        if (version.isEmpty() && value != null) {
            try {
                version = Optional.of(Sha256.parse(value.toString()));
            } catch (IllegalArgumentException e) {
                problem("'version' is not a version digest of 64 hex digits");
            }
        }
    }

    void seed(Object value) {
        if (seed.isEmpty() && value != null) {
            seed = whole(value).filter(n -> n.signum() >= 0 && n.compareTo(SEED_LIMIT) < 0);
            problemIf(seed.isEmpty(), "the seed is not a whole number from 0 to 2^64 - 1");
        }
    }

    void steps(Object value) {
        if (steps.isEmpty() && value != null) {
            steps = whole(value).filter(n -> n.signum() > 0 && n.compareTo(STEPS_LIMIT) < 0);
            problemIf(steps.isEmpty(), "the steps are not a whole number from 1 to " + MAX_STEPS);
        }
    }

    private static Optional<BigInteger> whole(Object value) {
        return switch (value) {
            case Long n -> Optional.of(BigInteger.valueOf(n));
            case BigInteger n -> Optional.of(n);
            case Double n ->
                n == Math.rint(n) && Math.abs(n) <= 1e15
                        ? Optional.of(BigInteger.valueOf(n.longValue()))
                        : Optional.empty();
            case String text ->
                WHOLE.matcher(text.strip()).matches() ? Optional.of(new BigInteger(text.strip())) : Optional.empty();
            default -> Optional.empty();
        };
    }

    void guidance(Object value) {
        if (guidance.isEmpty() && value != null) {
            guidance = decimal(value).filter(Double::isFinite);
            problemIf(guidance.isEmpty(), "the guidance is not a number");
        }
    }

    private static Optional<Double> decimal(Object value) {
        return switch (value) {
            case Number n -> Optional.of(n.doubleValue());
            case String text ->
                DECIMAL.matcher(text.strip()).matches() ? Optional.of(Double.valueOf(text.strip())) : Optional.empty();
            default -> Optional.empty();
        };
    }

    void sampler(Object value) {
        sampler = first(sampler, value, "the sampler's name", MAX_NAME);
    }

    void prompt(Object value) {
        prompt = first(prompt, value, "the prompt", MAX_PROMPT);
    }

    void negativePrompt(Object value) {
        negativePrompt = first(negativePrompt, value, "the negative prompt", MAX_PROMPT);
    }

    boolean knowsSeedOrPrompt() {
        return seed.isPresent() || prompt.isPresent();
    }

    private Optional<String> first(Optional<String> known, Object value, String what, int limit) {
        if (known.isPresent() || value == null) {
            return known;
        }
        if (!(value instanceof String text)) {
            problem(what + " is not a text");
            return known;
        }
        problemIf(text.length() > limit, what + " was cut to " + limit + " characters");
        return Optional.of(Text.clean(text, limit)).filter(t -> !t.isBlank());
    }

    /** A fact with a name of its own that can't hold a prompt. */
    void extra(String name, Object value) {
        put(extra, name, value);
    }

    /** A text that may repeat the prompt. */
    void quoted(String name, Object value) {
        put(quoted, name, value);
    }

    private void put(SortedMap<String, String> map, String name, Object value) {
        String key = Text.name(name);
        if (value == null || value instanceof Iterable<?> || value instanceof Map<?, ?>) {
            return;
        }
        String text = Text.clean(value.toString(), MAX_VALUE);
        if (key.isEmpty() || key.equals(PROBLEM) || text.isBlank() || map.containsKey(key)) {
            return;
        }
        if (map.size() >= MAX_EXTRA) {
            problem("more than " + MAX_EXTRA + " further facts; the rest is left out");
            return;
        }
        map.put(key, text);
    }

    void problem(String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(what);
        }
    }

    private void problemIf(boolean bad, String what) {
        if (bad) {
            problem(what);
        }
    }

    ImageFacts done() {
        var all = new TreeMap<>(extra);
        if (!problems.isEmpty()) {
            all.put(PROBLEM, Text.clean(String.join("; ", problems), MAX_VALUE));
        }
        return new ImageFacts(
                made,
                model,
                version,
                seed,
                steps.map(n -> OptionalInt.of(n.intValue())).orElse(OptionalInt.empty()),
                guidance,
                sampler,
                width,
                height,
                prompt,
                negativePrompt,
                important,
                all,
                quoted);
    }
}
