package io.twinkeep.bench;

import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
        Path made = folder.resolve("bf16-" + bytes + "-" + shards + "-days");
        var days = new Days(made.resolve("today"), made.resolve("next-day"));
        make(made, () -> write(ModelShape.ofBytes(bytes, shards), days.today(), Optional.of(days.nextDay())));
        return days;
    }

    /** The same on one day. */
    Path weightsOfOneDay(long bytes, int shards) {
        Path made = folder.resolve("bf16-" + bytes + "-" + shards);
        return make(made, () -> write(ModelShape.ofBytes(bytes, shards), made, Optional.empty()));
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

    private static void write(ModelShape shape, Path today, Optional<Path> nextDay) throws IOException {
        String config = Json.pretty(Map.of("hidden_size", shape.width(), "torch_dtype", "bfloat16")) + "\n";
        Files.createDirectories(today);
        Files.writeString(today.resolve("config.json"), config);
        if (nextDay.isPresent()) {
            Files.createDirectories(nextDay.get());
            Files.writeString(nextDay.get().resolve("config.json"), config);
        }
        IntStream.range(0, shape.shards()).parallel().forEach(shard -> writeShard(shape, shard, today, nextDay));
    }

    private static void writeShard(ModelShape shape, int shard, Path today, Optional<Path> nextDay) {
        String name = "model-%05d-of-%05d.safetensors".formatted(shard + 1, shape.shards());
        try {
            new WeightsWriter()
                    .write(
                            shape.tensors().get(shard),
                            today.resolve(name),
                            nextDay.map(folder -> folder.resolve(name)));
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
