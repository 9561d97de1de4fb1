package io.twinkeep.bench;

import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes the model directories, each once; in a folder that is kept, a later run finds them again. */
final class Models {
    private static final int FILES_IN_A_FOLDER = 200;
    private static final int MOST_SMALL_BYTES = 8 << 10;

    private final Path folder;

    Models(Path folder) {
        this.folder = folder;
    }

    /** Where a model lies as it is today, and as it is a day later. */
    record Days(Path today, Path nextDay) {}

    /** A bf16 model of about so many bytes in safetensors shards, on two days. */
    Days weights(long bytes, int shards) {
        List<Path> days = days("bf16-" + bytes + "-" + shards + "-days", List.of("today", "next-day"), bytes, shards);
        return new Days(days.get(0), days.get(1));
    }

    /** The same on so many days. */
    List<Path> chain(long bytes, int shards, int days) {
        List<String> names =
                IntStream.range(0, days).mapToObj(day -> "day-" + day).toList();
        return days("bf16-" + bytes + "-" + shards + "-" + days + "-days", names, bytes, shards);
    }

    /** The same on one day. */
    Path weightsOfOneDay(long bytes, int shards) {
        return days("bf16-" + bytes + "-" + shards, List.of(""), bytes, shards).getFirst();
    }

    private List<Path> days(String name, List<String> folders, long bytes, int shards) {
        Path made = folder.resolve(name);
        List<Path> days = folders.stream().map(made::resolve).toList();
        make(made, () -> write(ModelShape.ofBytes(bytes, shards), days));
        return days;
    }

    /** So many files of up to 8 KiB, in folders of {@value #FILES_IN_A_FOLDER}. */
    Path smallFiles(int count) {
        Path made = folder.resolve("files-" + count);
        return make(made, () -> writeSmallFiles(made, count));
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** The marker says that a run which made this came to its end. */
    private static Path make(Path made, Writing writing) {
        Path marker = made.resolveSibling(made.getFileName() + ".complete");
        try {
            if (!Files.exists(marker)) {
                Folders.delete(made);
                Files.createDirectories(made);
                writing.run();
                Files.createFile(marker);
            }
        } catch (IOException e) {
            throw new BenchFailure("the model " + made + " can't be written: " + e, "name another folder with --work");
        }
        return made;
    }

    private static void write(ModelShape shape, List<Path> days) throws IOException {
        String config = Json.pretty(Map.of("hidden_size", shape.width(), "torch_dtype", "bfloat16")) + "\n";
        for (Path day : days) {
            Files.createDirectories(day);
            Files.writeString(day.resolve("config.json"), config);
        }
        IntStream.range(0, shape.shards()).parallel().forEach(shard -> writeShard(shape, shard, days));
    }

    private static void writeShard(ModelShape shape, int shard, List<Path> days) {
        String name = "model-%05d-of-%05d.safetensors".formatted(shard + 1, shape.shards());
        try {
            List<Path> files = days.stream().map(day -> day.resolve(name)).toList();
            new WeightsWriter().write(shape.tensors().get(shard), files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeSmallFiles(Path made, int count) throws IOException {
        var random = Gaussian.of(count);
        for (int i = 0; i < count; i++) {
            Path parent = made.resolve("%04d".formatted(i / FILES_IN_A_FOLDER));
            Files.createDirectories(parent);
            byte[] content = new byte[1 + random.nextInt(MOST_SMALL_BYTES)];
            random.nextBytes(content);
            Files.write(parent.resolve("%06d.bin".formatted(i)), content);
        }
    }
}
