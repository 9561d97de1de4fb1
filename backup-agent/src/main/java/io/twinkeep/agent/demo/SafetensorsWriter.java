package io.twinkeep.agent.demo;

import io.twinkeep.core.json.Json;
import io.twinkeep.core.parallel.Parallel;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes tensors as safetensors: eight bytes with the length of a JSON header, the header, then the weights. */
final class SafetensorsWriter {
    private static final int AHEAD = 64;

    private final int days;
    private final float step;

    /** The weights after so many days of training. */
    SafetensorsWriter(int days, float step) {
        this.days = days;
        this.step = step;
    }

    /** One file per shard, and for more than one the index that tells where each tensor is. */
    void write(Path directory, String stem, List<List<Weights>> shards) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        long total = 0;
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? stem + ".safetensors"
                    : "%s-%05d-of-%05d.safetensors".formatted(stem, i + 1, shards.size());
            writeFile(directory.resolve(name), shards.get(i));
            for (Weights tensor : shards.get(i)) {
                map.put(tensor.name(), name);
                total += tensor.bytes();
            }
        }
        if (shards.size() > 1) {
            // In this order, so that each run writes the same bytes.
            Map<String, Object> index = new LinkedHashMap<>();
            index.put("metadata", Map.of("total_size", total));
            index.put("weight_map", map);
            Files.writeString(directory.resolve(stem + ".safetensors.index.json"), Json.pretty(index) + "\n");
        }
    }

    private void writeFile(Path file, List<Weights> tensors) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            writeHeader(out, tensors);
            for (Weights tensor : tensors) {
                Parallel.mapInOrder(
                        AHEAD,
                        () -> IntStream.range(0, tensor.rows()).iterator(),
                        row -> tensor.row(row, days, step),
                        row -> append(out, row));
            }
        }
    }

    private static void append(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeHeader(OutputStream out, List<Weights> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (Weights tensor : tensors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.kind().dtype());
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(offset, offset + tensor.bytes()));
            header.put(tensor.name(), entry);
            offset += tensor.bytes();
        }
        byte[] json = Json.text(header).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .array());
        out.write(json);
        out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
    }
}
