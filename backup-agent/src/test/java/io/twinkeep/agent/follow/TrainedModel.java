package io.twinkeep.agent.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A small model of BF16 weights which a day of training moves a little. */
final class TrainedModel {
    private final float[] weights;
    private final Random random = new Random(7);
    private int day;

    TrainedModel(int size) {
        weights = new float[size];
        move(0.02);
    }

    /** A day of it. */
    void train() {
        move(1e-5);
        day++;
    }

    private void move(double step) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (step * random.nextGaussian());
        }
    }

    void write(Path directory) throws IOException {
        byte[] head = "{\"layers.0.weight\":{\"dtype\":\"BF16\",\"shape\":[1024,%d],\"data_offsets\":[0,%d]}}"
                .formatted(weights.length / 1024, 2 * weights.length)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer out =
                ByteBuffer.allocate(8 + head.length + 2 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(head.length).put(head);
        for (float weight : weights) {
            out.putShort((short) (Float.floatToRawIntBits(weight) + 0x8000 >>> 16));
        }
        Files.createDirectories(directory.resolve("transformer"));
        Files.write(directory.resolve("transformer/model.safetensors"), out.array());
        Files.writeString(directory.resolve("model_index.json"), "{\"day\": " + day + "}\n");
        Files.writeString(directory.resolve("naïve name.txt"), "text\n");
        Files.write(directory.resolve("empty.bin"), new byte[0]);
        Path link = directory.resolve("latest.json");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("model_index.json"));
    }
}
