package io.twinkeep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What all tasks share: the folder, the models, the programs and the order of turns. Not thread-safe. */
final class Lab {
    private final Order order;
    private final Runner runner;
    private final Models models;
    private final Peers peers;
    private final Map<Path, String> digests = new HashMap<>();

    Lab(Order order, Runner runner, Peers peers) {
        this.order = order;
        this.runner = runner;
        this.peers = peers;
        this.models = new Models(order.work().resolve("models"));
    }

    Order order() {
        return order;
    }

    Runner runner() {
        return runner;
    }

    Models models() {
        return models;
    }

    Peers peers() {
        return peers;
    }

    /** A folder of the current turn, empty. */
    Path turnFolder() {
        return Folders.fresh(order.work().resolve("turn"));
    }

    /** Every program takes its turn in every round; each round begins with another one. Slow ones do one. */
    void rounds(String task, int rounds, List<? extends Program> programs, Consumer<Program> turn) {
        for (int round = 0; round < rounds; round++) {
            var inTurn = new ArrayList<Program>(programs);
            Collections.rotate(inTurn, -round);
            inTurn.removeIf(Program::isSlow);
            if (round == 0) {
                programs.stream().filter(Program::isSlow).forEach(inTurn::add);
            }
            for (Program program : inTurn) {
                System.err.printf("%s: round %d of %d, %s%n", task, round + 1, rounds, program.name());
                turn.accept(program);
            }
        }
        Folders.delete(order.work().resolve("turn"));
    }

    /**
     * Does something while the model lies where every model lies in its turn, so that the next day's comes to the place of
     * today's; then puts it back.
     */
    <T> T inPlace(Path model, Supplier<T> work) {
        try {
            Path place = place();
            Files.move(model, place);
            try {
                return work.get();
            } finally {
                Files.move(place, model);
            }
        } catch (IOException e) {
            throw new BenchFailure("the model " + model + " can't be moved: " + e, "");
        }
    }

    Path place() {
        return order.work().resolve("model");
    }

    /** The version digest of a model that never changes. */
    String digest(Path model) {
        return digests.computeIfAbsent(model, Folders::digest);
    }
}
