package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What may pass each second in each direction, over all stores that share it. Safe for use by many threads. */
public final class Traffic {
    /** No limit. */
    public static final Traffic FREE = new Traffic(OptionalLong.empty(), OptionalLong.empty(), key -> Urgency.LAST);

    private final Optional<RateLimit> up;
    private final Optional<RateLimit> down;
    private final Function<ObjectKey, Urgency> urgency;

    /**
     * @param upload bytes a second, empty for no limit
     * @param download bytes a second, empty for no limit
     * @param urgency of each object; called by any thread
     */
    public Traffic(OptionalLong upload, OptionalLong download, Function<ObjectKey, Urgency> urgency) {
        this(upload, download, urgency, System::nanoTime, Sleeper.SYSTEM);
    }

    public Traffic(
            OptionalLong upload,
            OptionalLong download,
            Function<ObjectKey, Urgency> urgency,
            LongSupplier nanoTime,
            Sleeper sleeper) {
        this.up = limit(upload, nanoTime, sleeper);
        this.down = limit(download, nanoTime, sleeper);
        this.urgency = urgency;
    }

    private static Optional<RateLimit> limit(OptionalLong rate, LongSupplier nanoTime, Sleeper sleeper) {
        return rate.isPresent() ? Optional.of(new RateLimit(rate.getAsLong(), nanoTime, sleeper)) : Optional.empty();
    }

    /** Waits until so many bytes of this object may be sent. */
    void send(ObjectKey key, long bytes) {
        up.ifPresent(limit -> limit.take(bytes, urgency.apply(key)));
    }

    /** Waits until so many bytes of this object may be fetched. */
    void receive(ObjectKey key, long bytes) {
        down.ifPresent(limit -> limit.take(bytes, urgency.apply(key)));
    }

    /** Bytes a second. */
    public OptionalLong upload() {
        return rate(up);
    }

    /** Bytes a second. */
    public OptionalLong download() {
        return rate(down);
    }

    private static OptionalLong rate(Optional<RateLimit> limit) {
        return limit.map(known -> OptionalLong.of(known.bytesPerSecond())).orElse(OptionalLong.empty());
    }
}
