package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A backup program by its command line. */
interface Program {
    /** Unique in the benchmark, for example {@code borg zstd}. */
    String name();

    /** Version, repository format, compression and what it does about fsync, for people. */
    String description();

    /** Makes an empty repository. */
    Command create(Store store);

    /** Backs a folder up; {@code label} is only used where versions have no other name. */
    Command backup(Store store, Path model, String label);

    /** @param target an empty folder; {@code digest} is the version's */
    Command restore(Store store, String label, String digest, Path target);

    /** The folder in {@code target} where the files of {@code model} came to lie. */
    Path restored(Path target, Path model);

    /** Whether it is so slow that one round must do. */
    default boolean isSlow() {
        return false;
    }

    /** What it told of itself; empty for a program that we do not ask. */
    default Map<String, Object> answer(String out) {
        return Map.of();
    }

    /** A command of this program in its own surroundings. */
    static Command command(Store store, Map<String, String> variables, String... words) {
        return new Command(List.of(words), store.home(), variables)
                .with(Map.of("HOME", store.home().toString()))
                .with(store.access())
                .by(store.runner());
    }
}
