package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.Set;

/**
 * What to run.
 *
 * @param quick whether it is only asked that it works
 * @param rounds how often each program does each task
 * @param bytes of the model; {@code bigBytes} of the large one, {@code linkBytes} of the one for the slow link
 * @param files how many small ones
 * @param records generation records of the database
 * @param farGib GiB of the model that goes to the other region over a slow link
 */
record Order(
        Set<String> tasks,
        boolean quick,
        int rounds,
        long bytes,
        long bigBytes,
        long linkBytes,
        int files,
        long records,
        double farGib,
        Path work) {
    boolean wants(String... names) {
        for (String name : names) {
            if (tasks.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
