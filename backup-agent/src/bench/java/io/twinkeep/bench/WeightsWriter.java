package io.twinkeep.bench;

import io.twinkeep.bench.ModelShape.Tensor;
import io.twinkeep.core.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Writes a shard as it is on each of some days: on the first the fp32 master rounded to bfloat16, on each other the master of
 * the day before plus N(0, {@value #DRIFT}), rounded, which changes about a fifth of the weights.
 */
final class WeightsWriter {
    private static final double DRIFT = 1e-5;
    private static final int AT_A_TIME = 1 << 18;

    private final byte[] weights = new byte[2 * AT_A_TIME];
    private final float[] masters = new float[AT_A_TIME];

    /** @param days the shard's file on each day */
    void write(List<Tensor> tensors, List<Path> days) throws IOException {
        var files = new ArrayList<OutputStream>();
        try {
            for (Path day : days) {
                files.add(new BufferedOutputStream(Files.newOutputStream(day), 1 << 20));
            }
            byte[] header = header(tensors);
            for (OutputStream file : files) {
                file.write(header);
            }
            for (Tensor tensor : tensors) {
                writeTensor(tensor, files);
            }
        } finally {
            for (OutputStream file : files) {
                file.close();
            }
        }
    }

    private void writeTensor(Tensor tensor, List<OutputStream> days) throws IOException {
        RandomGenerator noise = Gaussian.of(tensor.seed());
        RandomGenerator drift = Gaussian.of(~tensor.seed());
        double spread = Gaussian.spread(tensor.seed());
        long left = tensor.weights();
        while (left > 0) {
            int count = (int) Math.min(left, AT_A_TIME);
            for (int i = 0; i < count; i++) {
                masters[i] = (float) (spread * noise.nextGaussian());
            }
            append(days.getFirst(), count);
            for (OutputStream day : days.subList(1, days.size())) {
                for (int i = 0; i < count; i++) {
                    masters[i] = (float) (masters[i] + DRIFT * drift.nextGaussian());
                }
                append(day, count);
            }
            left -= count;
        }
    }

    private void append(OutputStream out, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            short rounded = Gaussian.toBfloat16(masters[i]);
            weights[2 * i] = (byte) rounded;
            weights[2 * i + 1] = (byte) (rounded >>> 8);
        }
        out.write(weights, 0, 2 * count);
    }

    /** Eight bytes with the length of a JSON object, padded to a multiple of eight, then the object. */
    private static byte[] header(List<Tensor> tensors) {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (Tensor tensor : tensors) {
            long end = offset + 2 * tensor.weights();
            entries.put(
                    tensor.name(),
                    Map.of("dtype", "BF16", "shape", shape(tensor), "data_offsets", List.of(offset, end)));
            offset = end;
        }
        byte[] json = Json.text(entries).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        byte[] spaces = " ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json)
                .put(spaces)
                .array();
    }

    private static List<Integer> shape(Tensor tensor) {
        return tensor.rows() == 1 ? List.of(tensor.columns()) : List.of(tensor.rows(), tensor.columns());
    }
}
