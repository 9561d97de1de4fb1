package io.twinkeep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs whole processes and measures them. CPU time and peak memory are what the kernel tells whoever waits for a process, by
 * GNU time: they include every child that was waited for. Not thread-safe.
 */
final class Runner {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
    private static final String TIME = "/usr/bin/time";
    private static final int ERROR_SHOWN = 2000;

    private final Path scratch;

    /** @param scratch folder for the streams of the processes */
    Runner(Path scratch) {
        this.scratch = scratch;
    }

    /** What a process wrote to its standard output, and what it cost. */
    record Ran(String out, Sample sample) {}

    /** Whether caches can be dropped: only root may. */
    static boolean dropsCaches() {
        return Files.isWritable(DROP_CACHES);
    }

    /** Runs something that is not measured. */
    String run(Command command) {
        Path out = scratch.resolve("unmeasured-out");
        try {
            finish(command, start(command, out));
            return Files.readString(out);
        } catch (IOException e) {
            throw new BenchFailure(command.words().getFirst() + " can't be run: " + e, "");
        }
    }

    /**
     * Runs it with cold caches where that is possible; the clock stops when the file system of {@code written} is synced.
     *
     * @param written the folder that it writes to
     */
    Ran measure(Command command, Path written) {
        sync(written);
        dropCaches();
        return measureWarm(command, written);
    }

    /** The same with the caches as they are. */
    Ran measureWarm(Command command, Path written) {
        Path out = scratch.resolve("out");
        Path cost = scratch.resolve("cost");
        Command timed = command.by(List.of(TIME, "-o", cost.toString(), "-f", "%U %S %M", "--"));
        try {
            long start = System.nanoTime();
            finish(timed, start(timed, out));
            sync(written);
            double wall = (System.nanoTime() - start) / 1e9;
            return new Ran(Files.readString(out), sample(wall, Files.readString(cost)));
        } catch (IOException e) {
            throw new BenchFailure(TIME + " can't be run: " + e, "apt-get install time");
        }
    }

    private static Sample sample(double wall, String cost) {
        String[] words = cost.strip().split(" ");
        double cpu = Double.parseDouble(words[0]) + Double.parseDouble(words[1]);
        return new Sample(wall, cpu, Long.parseLong(words[2]) << 10, 0);
    }

    private Process start(Command command, Path out) throws IOException {
        var builder = new ProcessBuilder(command.words())
                .directory(command.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(scratch.resolve("err").toFile());
        builder.environment().putAll(command.variables());
        return builder.start();
    }

    private void finish(Command command, Process process) throws IOException {
        try {
            int code = process.waitFor();
            if (code != 0) {
                String error = Files.readString(scratch.resolve("err"));
                throw new BenchFailure(
                        String.join(" ", command.words()) + " ended with " + code + ": "
                                + error.substring(Math.max(0, error.length() - ERROR_SHOWN)),
                        "");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", "");
        }
    }

    private void sync(Path folder) {
        run(new Command(List.of("sync", "-f", folder.toString()), scratch, Map.of()));
    }

    private static void dropCaches() {
        if (dropsCaches()) {
            try {
                Files.writeString(DROP_CACHES, "3");
            } catch (IOException e) {
                throw new BenchFailure("the caches can't be dropped: " + e, "");
            }
        }
    }
}
