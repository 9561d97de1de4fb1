package io.twinkeep.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gives this process the lowest priority for the processor, and for the disk where its scheduler knows priorities. */
final class Background {
    private Background() {}

    /** All threads that are there; those to come inherit it from who starts them. Where the system has no such thing, nothing happens. */
    static void enter(EventLog log) {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            List<String> threads =
                    tasks.map(task -> task.getFileName().toString()).toList();
            run(List.of("renice", "-n", "19", "-p"), threads);
            run(List.of("ionice", "-c", "3", "-p"), threads);
        } catch (IOException e) {
            log.warn("not in the background", "message", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(List<String> command, List<String> threads) throws IOException, InterruptedException {
        var all = new ArrayList<>(command);
        all.addAll(threads);
        new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
