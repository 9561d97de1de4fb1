package io.twinkeep.core.parallel;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What each stage of one run took. Stages run beside each other, so their times add up to more than the run's. Counting
 * costs two looks at the clock a chunk. Safe for use by many threads.
 */
public final class Stages {
    /** In the order in which bytes go through them. A stage's bytes are those that it took in. */
    public enum Stage {
        /** Listing the source, before and after; the bytes are those of all its files. */
        LIST,
        /** Learning what the open set holds. */
        RECALL,
        /** Reading files. */
        READ,
        /** Both digests of what was read: the file's and the chunk's. */
        DIGEST,
        /** Fetching and opening chunks that others are coded against. */
        BASE,
        ENCODE,
        /** Encrypting into the pack. */
        ENCRYPT,
        /** Opening and decoding what lies in the pack, and comparing it with the source. */
        CHECK,
        /** Ending packs with their checksums and index. */
        PACK,
        UPLOAD,
        /** Creating the snapshot's slot. */
        COMMIT
    }

    /** Nanoseconds of all threads together, bytes that went in, and how often. */
    public record Spent(long nanos, long bytes, long times) {}

    private record Counters(LongAdder nanos, LongAdder bytes, LongAdder times) {
        Counters() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private final Map<Stage, Counters> counters = new EnumMap<>(Stage.class);

    public Stages() {
        for (Stage stage : Stage.values()) {
            counters.put(stage, new Counters());
        }
    }

    /**
     * Notes a piece of work that ends now.
     *
     * @param since {@link System#nanoTime} when it began
     */
    public void add(Stage stage, long since, long bytes) {
        Counters of = counters.get(stage);
        of.nanos.add(System.nanoTime() - since);
        of.bytes.add(bytes);
        of.times.increment();
    }

    /** Does the work and notes it; work that fails is not noted. */
    public <T> T timed(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        add(stage, start, 0);
        return result;
    }

    /** So far, for every stage; may miss what is being counted meanwhile. */
    public Map<Stage, Spent> spent() {
        var all = new EnumMap<Stage, Spent>(Stage.class);
        counters.forEach((stage, of) -> all.put(stage, new Spent(of.nanos.sum(), of.bytes.sum(), of.times.sum())));
        return all;
    }
}
