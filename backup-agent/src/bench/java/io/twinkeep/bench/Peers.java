package io.twinkeep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The programs that take part, each found on this machine. */
record Peers(Twinkeep ours, List<Program> restics, List<Program> borgs) {
    private static final List<String> PACKAGES = List.of("restic", "borgbackup", "time");
    private static final List<String> FILES = List.of("restic", "borg", "time");

    /**
     * Finds them.
     *
     * @param install whether what is missing is installed by apt-get, which needs root
     */
    static Peers find(Runner runner, Path launcher, boolean install) {
        var missing = new ArrayList<String>();
        for (int i = 0; i < FILES.size(); i++) {
            if (!isOnPath(FILES.get(i))) {
                missing.add(PACKAGES.get(i));
            }
        }
        if (!missing.isEmpty()) {
            install(runner, missing, install);
        }
        String restic = firstLine(runner, "restic", "version").replaceFirst(" compiled.*", "");
        String borg = firstLine(runner, "borg", "--version");
        return new Peers(
                ours(runner, launcher),
                List.of(new Restic(restic, "auto"), new Restic(restic, "max")),
                List.of(new Borg(borg, "lz4"), new Borg(borg, "zstd")));
    }

    /** For tasks that compare with nobody. */
    static Peers none(Runner runner, Path launcher) {
        return new Peers(ours(runner, launcher), List.of(), List.of());
    }

    private static Twinkeep ours(Runner runner, Path launcher) {
        return new Twinkeep(launcher, firstLine(runner, launcher.toString(), "--version"), Task.OURS, 0);
    }

    /** Without those that one would have to wait for. */
    Peers fast() {
        return new Peers(
                ours, restics.stream().filter(program -> !program.isSlow()).toList(), borgs);
    }

    /** Everybody, Twinkeep last. */
    List<Program> all() {
        return Stream.of(restics, borgs, List.<Program>of(ours))
                .flatMap(List::stream)
                .toList();
    }

    /** Those that speak S3. */
    List<Program> ofS3() {
        return Stream.concat(restics.stream(), Stream.of(ours)).toList();
    }

    private static void install(Runner runner, List<String> missing, boolean install) {
        String command = "apt-get install " + String.join(" ", missing);
        if (!install) {
            throw new BenchFailure(
                    String.join(", ", missing) + " not found", command + ", or run this with --install as root");
        }
        System.err.println(command);
        var words = new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
        words.addAll(missing);
        runner.run(new Command(words, Path.of("/"), Map.of("DEBIAN_FRONTEND", "noninteractive")));
    }

    private static boolean isOnPath(String file) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, file)));
    }

    private static String firstLine(Runner runner, String... words) {
        return runner.run(new Command(List.of(words), Path.of("/"), Map.of()))
                .lines()
                .findFirst()
                .orElse("");
    }

    /** The cores, memory, kernel and Java of this machine. */
    static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + line("/proc/cpuinfo", "model name") + "), "
                + line("/proc/meminfo", "MemTotal") + " memory, Linux " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.runtime.version");
    }

    private static String line(String file, String start) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
