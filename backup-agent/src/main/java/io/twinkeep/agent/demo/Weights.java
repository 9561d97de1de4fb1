package io.twinkeep.agent.demo;

import java.util.List;

/**
 * One tensor of the demonstration's model.
 *
 * @param rows of {@code columns} weights each
 * @param seed of its noise
 */
record Weights(String name, Kind kind, int rows, int columns, long seed) {
    // Trained weights have a spread of about this; each tensor its own.
    private static final float SPREAD = 0.02f;

    /** How weights are stored. */
    enum Kind {
        BF16(2, "BF16"),
        /** What the published transformer of Z-Image-Turbo holds: four bytes each, of which two are zero. */
        F32_HOLDING_BF16(4, "F32");

        private final int bytes;
        private final String dtype;

        Kind(int bytes, String dtype) {
            this.bytes = bytes;
            this.dtype = dtype;
        }

        int bytes() {
            return bytes;
        }

        /** As safetensors names it. */
        String dtype() {
            return dtype;
        }
    }

    long bytes() {
        return (long) rows * columns * kind.bytes();
    }

    List<Integer> shape() {
        return rows == 1 ? List.of(columns) : List.of(rows, columns);
    }

    /** One row as it is stored, after so many days of training with steps of N(0, {@code step}) a day. */
    byte[] row(int row, int days, float step) {
        var weights = new float[columns];
        long own = Gaussian.mix(seed * 1_000_003 + row);
        float spread = SPREAD * (float) Math.pow(2, ((Gaussian.mix(seed) & 0xff) - 128) / 128.0);
        Gaussian.add(own, spread, weights);
        for (int day = 1; day <= days; day++) {
            Gaussian.add(Gaussian.mix(own ^ day), step, weights);
        }
        return stored(weights);
    }

    private byte[] stored(float[] weights) {
        var out = new byte[columns * kind.bytes()];
        int skipped = kind.bytes() - 2;
        for (int i = 0; i < columns; i++) {
            int bits = Float.floatToRawIntBits(weights[i]);
            int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
            int at = i * kind.bytes() + skipped;
            out[at] = (byte) rounded;
            out[at + 1] = (byte) (rounded >>> 8);
        }
        return out;
    }
}
