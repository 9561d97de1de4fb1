package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Repeats calls that were {@code Unavailable}, with growing and scattered waits, and tells a final failure once with the
 * count. Whoever waits is told, once an outage. A conditional create passes through untouched: only who reads the slot can tell what a lost answer meant. A put
 * is repeated, since the same body under the same key changes nothing.
 */
public final class RetryingObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final RetryPolicy policy;
    private final RandomGenerator random;
    private final Sleeper sleeper;
    private final Consumer<String> notices;
    private final AtomicBoolean outageTold = new AtomicBoolean();
    private volatile boolean hasAnswered;

    /**
     * @param random must be safe for use by many threads
     * @param notices told when a call fails a second time and goes on; called by any thread
     */
    public RetryingObjectStore(
            ObjectStore store, RetryPolicy policy, RandomGenerator random, Sleeper sleeper, Consumer<String> notices) {
        this.store = store;
        this.policy = policy;
        this.random = random;
        this.sleeper = sleeper;
        this.notices = notices;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        retried(() -> {
            store.put(key, body);
            return null;
        });
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        store.putIfAbsent(key, body);
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return retried(() -> store.get(key, range));
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return retried(() -> store.get(key, limit));
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return retried(() -> store.find(key));
    }

    /** A page that fails starts the listing anew, from its first page, and passes over what was handed out already. */
    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        var listing = new ResumingListing(folder);
        int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(listing, ordered), false)
                .onClose(listing::close);
    }

    @Override
    public void delete(ObjectKey key) {
        retried(() -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public Instant now() {
        return retried(store::now);
    }

    private <T> T retried(Supplier<T> call) {
        for (int failures = 1; ; failures++) {
            try {
                T result = call.get();
                hasAnswered = true;
                outageTold.set(false);
                return result;
            } catch (Unavailable e) {
                int attempts = attempts(e);
                if (failures >= attempts) {
                    throw givenUp(e, attempts);
                }
                tell(e, failures, attempts);
                sleeper.sleep(policy.waitAfter(failures, random));
            }
        }
    }

    private int attempts(Unavailable failure) {
        return hasAnswered || !S3Failures.isNobodyThere(failure.getCause())
                ? policy.attempts()
                : policy.attemptsAtFirst();
    }

    // Stores hiccup, and the first wait is short: nobody wants to read of that.
    private void tell(Unavailable failure, int failures, int attempts) {
        if (failures > 1 && outageTold.compareAndSet(false, true)) {
            notices.accept(failure.getMessage() + "; trying again for up to "
                    + policy.longestWait(failures, attempts).toSeconds() + " s");
        }
    }

    private static Unavailable givenUp(Unavailable last, int attempts) {
        if (attempts == 1) {
            return last;
        }
        return new Unavailable(last.getMessage() + " (given up after " + attempts + " attempts)", last.next(), last);
    }

    @Override
    public String toString() {
        return store.toString();
    }

    @Override
    public void close() {
        store.close();
    }

    /** Used by one thread, as iterators are. */
    private final class ResumingListing implements Iterator<ObjectInfo> {
        private final ObjectKey folder;
        private Stream<ObjectInfo> stream = Stream.empty();
        private Iterator<ObjectInfo> source;
        private ObjectKey last;

        ResumingListing(ObjectKey folder) {
            this.folder = folder;
        }

        @Override
        public boolean hasNext() {
            return retried(() -> fresh(() -> open().hasNext()));
        }

        @Override
        public ObjectInfo next() {
            ObjectInfo info = retried(() -> fresh(() -> open().next()));
            last = info.key();
            return info;
        }

        private <T> T fresh(Supplier<T> step) {
            try {
                return step.get();
            } catch (Unavailable e) {
                close();
                throw e;
            }
        }

        private Iterator<ObjectInfo> open() {
            if (source == null) {
                stream = store.list(folder);
                ObjectKey resumeAfter = last;
                source = stream.dropWhile(
                                info -> resumeAfter != null && info.key().compareTo(resumeAfter) <= 0)
                        .iterator();
            }
            return source;
        }

        void close() {
            stream.close();
            source = null;
        }
    }
}
