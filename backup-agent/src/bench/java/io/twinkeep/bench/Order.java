package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.Set;

/**
 * What to run.
 *
 * @param rounds how often each program does each task
 * @param bytes of the model; {@code bigBytes} of the large one, {@code linkBytes} of the one for the slow link
 * @param files how many small ones
 */
record Order(Set<String> tasks, int rounds, long bytes, long bigBytes, long linkBytes, int files, Path work) {
    boolean wants(String... names) {
        for (String name : names) {
            if (tasks.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
