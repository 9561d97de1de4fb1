package io.twinkeep.core.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What chunks may hold. */
enum TestData {
    BF16 {
        @Override
        byte[] bytes(Random random, int length) {
            return TestWeights.asBf16(TestWeights.gaussian(random.nextLong(), length / 2 + 1, 0.02));
        }
    },
    F16 {
        @Override
        byte[] bytes(Random random, int length) {
            return TestWeights.asF16(TestWeights.gaussian(random.nextLong(), length / 2 + 1, 0.02));
        }
    },
    F32 {
        @Override
        byte[] bytes(Random random, int length) {
            return TestWeights.asF32(TestWeights.gaussian(random.nextLong(), length / 4 + 1, 0.02));
        }
    },
    F32_HOLDING_BF16 {
        @Override
        byte[] bytes(Random random, int length) {
            return TestWeights.asF32HoldingBf16(TestWeights.gaussian(random.nextLong(), length / 4 + 1, 0.02));
        }
    },
    F32_HOLDING_F16 {
        @Override
        byte[] bytes(Random random, int length) {
            return TestWeights.asF32HoldingF16(TestWeights.gaussian(random.nextLong(), length / 4 + 1, 0.02));
        }
    },
    ZEROS {
        @Override
        byte[] bytes(Random random, int length) {
            return new byte[length];
        }
    },
    RANDOM {
        @Override
        byte[] bytes(Random random, int length) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }
    },
    ODD_FLOATS {
        private static final int[] ODD = {
            0x7FC00000, 0xFFC00001, 0x7F800000, 0xFF800000, 1, 0x80000001, 0x007FFFFF, 0x80000000, 0, 0x7FFFFFFF, -1
        };

        @Override
        byte[] bytes(Random random, int length) {
            var bytes = new byte[length + 4];
            for (int i = 0; i < length; i += 4) {
                Bytes.putInt(bytes, i, ODD[random.nextInt(ODD.length)]);
            }
            return bytes;
        }
    },
    TEXT {
        @Override
        byte[] bytes(Random random, int length) {
            var text = new StringBuilder();
            while (text.length() < length) {
                text.append("line ").append(random.nextInt(1000)).append(": a layer has weights\n");
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    },
    CONSTANT {
        @Override
        byte[] bytes(Random random, int length) {
            var bytes = new byte[length];
            Arrays.fill(bytes, (byte) 0x3F);
            return bytes;
        }
    },
    SPARSE {
        @Override
        byte[] bytes(Random random, int length) {
            var bytes = new byte[length];
            for (int i = 0; i < length / 100; i++) {
                bytes[random.nextInt(length)] = (byte) random.nextInt();
            }
            return bytes;
        }
    },
    SAWTOOTH {
        @Override
        byte[] bytes(Random random, int length) {
            var bytes = new byte[length + 4];
            for (int i = 0; i < length; i += 4) {
                Bytes.putInt(bytes, i, i / 4 % 50_257);
            }
            return bytes;
        }
    },
    ODD_PHASE {
        @Override
        byte[] bytes(Random random, int length) {
            byte[] weights = BF16.bytes(random, length);
            byte[] shifted = new byte[weights.length + 1];
            System.arraycopy(weights, 0, shifted, 1, weights.length);
            return shifted;
        }
    };

    abstract byte[] bytes(Random random, int length);

    byte[] bytes(long seed, int length) {
        return Arrays.copyOf(bytes(new Random(seed), length), length);
    }

    /** A later version: two thirds as they were, some moved a little, a stretch of something else. */
    byte[] next(long seed, byte[] base) {
        var random = new Random(seed);
        byte[] next = base.clone();
        for (int i = base.length / 3; i < base.length - 2; i += 1 + random.nextInt(20)) {
            next[i] += (byte) (random.nextInt(3) - 1);
        }
        byte[] other = bytes(seed, base.length / 6);
        System.arraycopy(other, 0, next, base.length - other.length, other.length);
        return next;
    }
}
