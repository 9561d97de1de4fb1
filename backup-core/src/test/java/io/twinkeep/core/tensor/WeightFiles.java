package io.twinkeep.core.tensor;

import io.twinkeep.core.json.Json;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.tensor.TestWeights.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Writes {@link TestWeights} the way the tools of the trade do, several hundred megabytes a second. */
public final class WeightFiles {
    private static final int SLICE = 16 * TestWeights.BLOCK;
    private static final int PARALLEL = 4;

    private WeightFiles() {}

    /**
     * Writes {@code stem.safetensors}, or {@code stem-00001-of-0000n.safetensors} and so on with their index, tensors in
     * the order given spread over the files by size, in each file by name. Returns the paths of the weight files.
     */
    public static List<Path> safetensors(TestWeights weights, Path directory, String stem, int shards) {
        List<List<Tensor>> parts = shards(weights, shards);
        var files = new ArrayList<Path>();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < shards; i++) {
            String name =
                    shards == 1 ? stem + ".safetensors" : "%s-%05d-of-%05d.safetensors".formatted(stem, i + 1, shards);
            List<Tensor> tensors = parts.get(i);
            write(directory.resolve(name), out -> safetensors(weights, tensors, out));
            tensors.forEach(tensor -> map.put(tensor.name(), name));
            files.add(directory.resolve(name));
        }
        if (shards > 1) {
            var index = new TreeMap<String, Object>(Map.of("weight_map", map));
            index.put("metadata", Map.of("total_size", weights.bytes()));
            write(
                    directory.resolve(stem + ".safetensors.index.json"),
                    out -> out.write(Json.pretty(index).getBytes(StandardCharsets.UTF_8)));
        }
        return files;
    }

    /** One safetensors file with all the tensors. */
    public static void safetensors(TestWeights weights, OutputStream out) throws IOException {
        safetensors(weights, shards(weights, 1).getFirst(), out);
    }

    /** A GGUF 3 file; dimensions are the other way round there. */
    public static Path gguf(TestWeights weights, Path file) {
        write(file, out -> gguf(weights, out));
        return file;
    }

    public static void gguf(TestWeights weights, OutputStream out) throws IOException {
        var header =
                new LittleEndian().text("GGUF").u32(3).u64(weights.tensors().size());
        header.u64(3);
        header.sized("general.architecture").u32(8).sized("twinkeep");
        header.sized("general.alignment").u32(4).u32(64);
        header.sized("tokenizer.ggml.tokens")
                .u32(9)
                .u32(8)
                .u64(3)
                .sized("<s>")
                .sized("a")
                .sized("b");
        long offset = 0;
        for (Tensor tensor : weights.tensors()) {
            header.sized(tensor.name()).u32(tensor.shape().size());
            var shape = new ArrayList<>(tensor.shape());
            Collections.reverse(shape);
            shape.forEach(header::u64);
            header.u32(tensor.kind().ggmlType).u64(offset);
            offset += (tensor.bytes() + 63) / 64 * 64;
        }
        out.write(header.pad(64, 0).toBytes());
        for (Tensor tensor : weights.tensors()) {
            writeTensor(weights, tensor, out);
            out.write(new byte[(int) (-tensor.bytes() & 63)]);
        }
    }

    /** What torch.save writes, but for the pickle, which here is no more than bytes; files of less than 4 GiB. */
    public static Path pyTorch(TestWeights weights, Path file) {
        write(file, out -> pyTorch(weights, out));
        return file;
    }

    public static void pyTorch(TestWeights weights, OutputStream out) throws IOException {
        var zip = new StoredZip(out);
        zip.add(
                "archive/data.pkl",
                64,
                sink -> sink.write("not a pickle, but nobody looks".getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < weights.tensors().size(); i++) {
            Tensor tensor = weights.tensors().get(i);
            zip.add("archive/data/" + i, 64, sink -> writeTensor(weights, tensor, sink));
        }
        zip.add("archive/version", 64, sink -> sink.write("3\n".getBytes(StandardCharsets.UTF_8)));
        zip.finish(false);
    }

    private static List<List<Tensor>> shards(TestWeights weights, int count) {
        var shards = new ArrayList<List<Tensor>>();
        IntStream.range(0, count).forEach(i -> shards.add(new ArrayList<>()));
        long done = 0;
        for (Tensor tensor : weights.tensors()) {
            shards.get((int) Math.min(count - 1, done * count / weights.bytes()))
                    .add(tensor);
            done += tensor.bytes();
        }
        var byTypeThenName = Comparator.comparing((Tensor t) -> -t.kind().bytes).thenComparing(Tensor::name);
        shards.forEach(shard -> shard.sort(byTypeThenName));
        return shards;
    }

    private static void safetensors(TestWeights weights, List<Tensor> tensors, OutputStream out) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (Tensor tensor : tensors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.kind().dtype);
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(offset, offset + tensor.bytes()));
            header.put(tensor.name(), entry);
            offset += tensor.bytes();
        }
        byte[] json = new LittleEndian().text(Json.text(header)).pad(8, ' ').toBytes();
        out.write(new LittleEndian().u64(json.length).bytes(json).toBytes());
        for (Tensor tensor : tensors) {
            writeTensor(weights, tensor, out);
        }
    }

    private static void writeTensor(TestWeights weights, Tensor tensor, OutputStream out) {
        long elements = tensor.elements();
        Iterable<Long> starts = () ->
                LongStream.iterate(0, at -> at < elements, at -> at + SLICE).iterator();
        Parallel.mapInOrder(
                PARALLEL, starts, at -> weights.bytes(tensor, at, (int) Math.min(SLICE, elements - at)), slice -> {
                    try {
                        out.write(slice);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static void write(Path file, StoredZip.Content content) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            content.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
