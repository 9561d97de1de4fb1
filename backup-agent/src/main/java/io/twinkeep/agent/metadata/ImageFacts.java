package io.twinkeep.agent.metadata;

import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an image and its sidecar tell about its making. All text is valid UTF-16 without NUL, so it can be stored
 * anywhere.
 *
 * @param made when, if the sidecar says it
 * @param model the model's name, as the sidecar or the loader gives it, without folder and file type
 * @param version the version digest, which only a sidecar can tell
 * @param seed 0 to 2⁶⁴ − 1
 * @param steps sampling steps, 1 or more
 * @param guidance guidance (CFG) scale
 * @param sampler name of the sampler
 * @param width pixels, from the picture itself
 * @param height pixels, from the picture itself
 * @param prompt at most {@value Facts#MAX_PROMPT} characters
 * @param negativePrompt at most {@value Facts#MAX_PROMPT} characters
 * @param important the sidecar's flag
 * @param extra more facts that never hold a prompt, unless the sidecar's own {@code extra} does; problems under
 *     {@value Facts#PROBLEM}
 * @param quoted further texts of the image that may repeat its prompt
 */
public record ImageFacts(
        Optional<Instant> made,
        Optional<String> model,
        Optional<Sha256> version,
        Optional<BigInteger> seed,
        OptionalInt steps,
        Optional<Double> guidance,
        Optional<String> sampler,
        OptionalInt width,
        OptionalInt height,
        Optional<String> prompt,
        Optional<String> negativePrompt,
        boolean important,
        SortedMap<String, String> extra,
        SortedMap<String, String> quoted) {

    public ImageFacts {
        extra = Collections.unmodifiableSortedMap(new TreeMap<>(extra));
        quoted = Collections.unmodifiableSortedMap(new TreeMap<>(quoted));
    }

    /** What could not be read and why, if anything. */
    public Optional<String> problem() {
        return Optional.ofNullable(extra.get(Facts.PROBLEM));
    }
}
