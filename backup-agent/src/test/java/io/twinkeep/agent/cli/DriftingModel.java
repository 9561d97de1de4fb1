package io.twinkeep.agent.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A model of BF16 weights that a day of training moves a little, so that its incrementals are deltas. */
final class DriftingModel {
    private static final int TENSORS = 4;
    private static final int WEIGHTS = 1 << 20; // of each tensor: 2 MiB
    private static final float SPREAD = 0.02f;
    private static final float STEP = 1e-4f;

    private final float[] weights = new float[TENSORS * WEIGHTS];
    private final Random random = new Random(7);

    DriftingModel() {
        move(SPREAD);
    }

    void train() {
        move(STEP);
    }

    private void move(float step) {
        for (int i = 0; i < weights.length; i++) {
            // Twelve uniform numbers would be nearer to a normal one; for what a codec sees, three are near enough.
            float sum = random.nextFloat() + random.nextFloat() + random.nextFloat() - 1.5f;
            weights[i] += 2 * step * sum;
        }
    }

    void write(Path directory) throws IOException {
        var header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        for (int i = 0; i < TENSORS; i++) {
            header.append(",\"layers.%d.weight\":{\"dtype\":\"BF16\",\"shape\":[2048,%d],\"data_offsets\":[%d,%d]}"
                    .formatted(i, WEIGHTS / 2048, 2L * WEIGHTS * i, 2L * WEIGHTS * (i + 1)));
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out =
                ByteBuffer.allocate(8 + json.length + 2 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json);
        for (float weight : weights) {
            out.putShort((short) (Float.floatToRawIntBits(weight) + 0x8000 >>> 16));
        }
        Files.createDirectories(directory);
        Files.write(directory.resolve("model.safetensors"), out.array());
        Files.writeString(directory.resolve("model_index.json"), "{\"_class_name\": \"ZImagePipeline\"}\n");
    }
}
