package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.parallel.Parallel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;

/** Creates of one key, one after the other and many at once: exactly one may succeed. */
final class CreateRace {
    private static final int WRITERS = 8;

    private CreateRace() {}

    static Optional<String> sequential(ObjectStore store, ObjectKey key) {
        store.putIfAbsent(key, ObjectBody.of("first"));
        try {
            store.putIfAbsent(key, ObjectBody.of("second"));
            return Optional.of("a key that was taken was created again: commits could overwrite each other");
        } catch (Conflict e) {
            String kept = new String(store.get(key, 100), StandardCharsets.UTF_8);
            return kept.equals("first") ? Optional.empty() : Optional.of("a refused create changed the object");
        }
    }

    static Optional<String> race(ObjectStore store, ObjectKey prefix, int rounds) {
        for (int round = 0; round < rounds; round++) {
            ObjectKey key = prefix.resolve("round-" + round);
            List<Integer> winners = winners(store, key);
            if (winners.size() != 1) {
                return Optional.of("in round " + (round + 1) + " of " + rounds + ", " + winners.size() + " of "
                        + WRITERS + " writers created the same key");
            }
            String kept = new String(store.get(key, 100), StandardCharsets.UTF_8);
            if (!kept.equals("writer " + winners.getFirst())) {
                return Optional.of("the object holds the bytes of '" + kept + "', which was told it lost");
            }
        }
        return Optional.empty();
    }

    private static List<Integer> winners(ObjectStore store, ObjectKey key) {
        var gate = new CyclicBarrier(WRITERS);
        var numbers = IntStream.range(0, WRITERS).boxed().toList();
        var won = Parallel.map(WRITERS, numbers, number -> {
            awaitAll(gate);
            try {
                store.putIfAbsent(key, ObjectBody.of("writer " + number));
                return true;
            } catch (Conflict e) {
                return false;
            }
        });
        return numbers.stream().filter(won::get).toList();
    }

    private static void awaitAll(CyclicBarrier gate) {
        try {
            gate.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            Thread.currentThread().interrupt();
            throw new Failed("the probe was interrupted", "", e);
        }
    }
}
