package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One generated image and what made it. Only region, path, digest, size and time are always known: the rest is what the
 * image's own metadata or its sidecar tell.
 *
 * @param region the region that made it
 * @param path where it lies below that region's output cache, with {@code /}
 * @param output digest of the file's bytes
 * @param bytes size of the file, 0 or more
 * @param made when, in whole microseconds (what a database keeps): told by the metadata, else the file's mtime
 * @param model the model's name
 * @param version the version digest of the model that made it
 * @param seed 0 to 2⁶⁴ − 1
 * @param steps sampling steps, 1 or more
 * @param guidance guidance (CFG) scale
 * @param sampler name of the sampler or scheduler
 * @param width pixels
 * @param height pixels
 * @param prompt as stored by the prompt policy: present only where prompts are stored
 * @param negativePrompt as {@code prompt}
 * @param promptDigest SHA-256 of the prompt's UTF-8 bytes: present where prompts are stored or hashed
 * @param important whether the rules say that it must outlive the cache
 * @param storedAs its key in the repository's {@code outputs/}, once it is stored there
 * @param extra everything else that is worth searching, by name
 */
public record GenerationRecord(
        String region,
        String path,
        Sha256 output,
        long bytes,
        Instant made,
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
        Optional<Sha256> promptDigest,
        boolean important,
        Optional<String> storedAs,
        SortedMap<String, String> extra)
        implements Fact {

    public GenerationRecord {
        made = made.truncatedTo(ChronoUnit.MICROS);
        extra = copyOf(extra);
    }

    /**
     * Names the record the same however often it is sent: digest of region, path, output and time. A file written again
     * under the same name is another output.
     */
    public Sha256 id() {
        byte[] names = (region + "\0" + path + "\0").getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(names.length + Sha256.BYTES + Long.BYTES + Integer.BYTES);
        bytes.put(names);
        output.write(bytes);
        bytes.putLong(made.getEpochSecond()).putInt(made.getNano());
        return Sha256.of(bytes.array());
    }

    /** The same image, kept in the repository under this key. */
    public GenerationRecord stored(String key) {
        return with(important, Optional.of(key));
    }

    /** What a catalogue makes of two records of one id: the first stays, and learns that it is important or stored. */
    public GenerationRecord learning(GenerationRecord later) {
        return with(important || later.important, storedAs.or(later::storedAs));
    }

    private GenerationRecord with(boolean nowImportant, Optional<String> nowStoredAs) {
        return new GenerationRecord(
                region,
                path,
                output,
                bytes,
                made,
                model,
                version,
                seed,
                steps,
                guidance,
                sampler,
                width,
                height,
                prompt,
                negativePrompt,
                promptDigest,
                nowImportant,
                nowStoredAs,
                extra);
    }

    private static SortedMap<String, String> copyOf(Map<String, String> extra) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(extra));
    }
}
