package io.twinkeep.core.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small model directories, and days of training on them. */
final class Directories {
    private static final int ELEMENTS = 120_000;

    private Directories() {}

    static void write(Path root, String name, byte[] bytes) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A model with weights that delta, other files, and a day's drift of so many days. */
    static void model(Path root, int day) {
        write(root, "model_index.json", ("{\"day\": " + day + "}").getBytes());
        write(root, "unet/weights.safetensors", weights(day));
        write(root, "vae/noise.bin", noise(7, 300_000));
        write(root, "vae/day-" + day + ".bin", noise(100 + day, 30_000));
        write(root, "empty.bin", new byte[0]);
    }

    private static byte[] weights(int day) {
        byte[] header = ("{\"w\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                        .formatted(ELEMENTS, 4 * ELEMENTS))
                .getBytes();
        ByteBuffer out = ByteBuffer.allocate(8 + header.length + 4 * ELEMENTS).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(header.length).put(header);
        var base = new Random(1);
        var drift = new Random(1000 + day);
        for (int i = 0; i < ELEMENTS; i++) {
            out.putFloat((float) (0.02 * base.nextGaussian() + (day == 0 ? 0 : 3e-6 * drift.nextGaussian())));
        }
        return out.array();
    }
}
