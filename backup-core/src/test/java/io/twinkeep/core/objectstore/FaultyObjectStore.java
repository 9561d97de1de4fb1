package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store with scripted faults. Calls are numbered from 1: {@code nth} of one verb, or of all verbs together where no verb
 * is named. Safe for use by many threads; the script is guarded by {@code this}.
 */
public final class FaultyObjectStore implements ObjectStore {
    /** One call that was made. {@code key} is empty for {@link Verb#NOW}. */
    public record Call(Verb verb, Optional<ObjectKey> key) {}

    /** A call that waits inside the store until the test lets it go on. */
    public static final class Pause {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch resumed = new CountDownLatch(1);

        /** Returns when the call has arrived and waits. */
        public void awaitReached() {
            await(reached);
        }

        public void resume() {
            resumed.countDown();
        }

        private void hold() {
            reached.countDown();
            await(resumed);
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("a paused call was not reached or not resumed within 30 s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unavailable("interrupted while paused");
            }
        }
    }

    private final ObjectStore store;
    private final List<Call> recorded = new ArrayList<>();
    private final Map<Verb, Deque<RuntimeException>> failures = new EnumMap<>(Verb.class);
    private final Map<Verb, Deque<RuntimeException>> lostAnswers = new EnumMap<>(Verb.class);
    private final Map<Integer, RuntimeException> failuresByCall = new HashMap<>();
    private final Map<Verb, Map<Integer, Pause>> pauses = new EnumMap<>(Verb.class);
    private final Set<Integer> flippedGets = new HashSet<>();
    private int callsUntilCut = Integer.MAX_VALUE;

    public FaultyObjectStore(ObjectStore store) {
        this.store = store;
    }

    /** The next call of the verb that has no other fault yet fails without being done. */
    public synchronized FaultyObjectStore failNext(Verb verb, RuntimeException failure) {
        failures.computeIfAbsent(verb, ignored -> new ArrayDeque<>()).add(failure);
        return this;
    }

    /** The next call of the verb is done, then fails all the same. */
    public synchronized FaultyObjectStore loseAnswerOfNext(Verb verb) {
        RuntimeException lost = verb == Verb.PUT_IF_ABSENT
                ? new OutcomeUnknown("the answer was lost")
                : new Unavailable("the answer was lost");
        lostAnswers.computeIfAbsent(verb, ignored -> new ArrayDeque<>()).add(lost);
        return this;
    }

    /** Call number {@code nth}, of whatever verb, fails without being done. */
    public synchronized FaultyObjectStore failCall(int nth, RuntimeException failure) {
        failuresByCall.put(nth, failure);
        return this;
    }

    /** After {@code calls} more calls the store is gone: all further calls are {@code Unavailable}. */
    public synchronized FaultyObjectStore cutAfter(int calls) {
        callsUntilCut = recorded.size() + calls;
        return this;
    }

    /** Ends a cut. */
    public synchronized FaultyObjectStore mend() {
        callsUntilCut = Integer.MAX_VALUE;
        return this;
    }

    /** The {@code nth} call of the verb waits before it is done. */
    public synchronized Pause pauseAt(Verb verb, int nth) {
        var pause = new Pause();
        pauses.computeIfAbsent(verb, ignored -> new HashMap<>()).put(nth, pause);
        return pause;
    }

    /** The {@code nth} get answers with the middle bit of the body flipped. */
    public synchronized FaultyObjectStore flipBitOfGet(int nth) {
        flippedGets.add(nth);
        return this;
    }

    public synchronized int calls(Verb verb) {
        return (int) recorded.stream().filter(call -> call.verb == verb).count();
    }

    public synchronized int calls() {
        return recorded.size();
    }

    /** All calls so far, in the order in which they came in. */
    public synchronized List<Call> recorded() {
        return List.copyOf(recorded);
    }

    public synchronized void forgetCalls() {
        recorded.clear();
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        run(Verb.PUT, key, () -> {
            store.put(key, body);
            return null;
        });
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        run(Verb.PUT_IF_ABSENT, key, () -> {
            store.putIfAbsent(key, body);
            return null;
        });
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return run(Verb.GET, key, () -> store.get(key, range));
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return run(Verb.GET, key, () -> store.get(key, limit));
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return run(Verb.FIND, key, () -> store.find(key));
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        return run(Verb.LIST, folder, () -> store.list(folder));
    }

    @Override
    public void delete(ObjectKey key) {
        run(Verb.DELETE, key, () -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public Instant now() {
        return run(Verb.NOW, null, store::now);
    }

    /** What is to happen to one call; null means nothing. */
    private record Fate(RuntimeException failure, RuntimeException lostAnswer, Pause pause, boolean flip) {}

    private <T> T run(Verb verb, ObjectKey key, Supplier<T> call) {
        Fate fate = record(verb, key);
        if (fate.pause != null) {
            fate.pause.hold();
        }
        if (fate.failure != null) {
            throw fate.failure;
        }
        T result = call.get();
        if (fate.lostAnswer != null) {
            throw fate.lostAnswer;
        }
        if (fate.flip && result instanceof byte[] bytes && bytes.length > 0) {
            bytes[bytes.length / 2] ^= 1;
        }
        return result;
    }

    private synchronized Fate record(Verb verb, ObjectKey key) {
        recorded.add(new Call(verb, Optional.ofNullable(key)));
        int nth = calls(verb);
        RuntimeException failure = failuresByCall.remove(recorded.size());
        if (failure == null && recorded.size() > callsUntilCut) {
            failure = new Unavailable("the store was cut off");
        }
        if (failure == null) {
            failure = next(failures, verb);
        }
        RuntimeException lost = failure == null ? next(lostAnswers, verb) : null;
        Pause pause = pauses.getOrDefault(verb, Map.of()).get(nth);
        return new Fate(failure, lost, pause, verb == Verb.GET && flippedGets.contains(nth));
    }

    private static RuntimeException next(Map<Verb, Deque<RuntimeException>> script, Verb verb) {
        Deque<RuntimeException> queue = script.get(verb);
        return queue == null ? null : queue.poll();
    }

    @Override
    public String toString() {
        return store.toString();
    }

    @Override
    public void close() {
        store.close();
    }
}
