package io.twinkeep.core.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The weights of a model and of its later versions, made anew whenever they are read, so that a gigabyte of them takes no
 * memory. The same seeds give the same bytes, always. Immutable, thread-safe. {@link WeightFiles} writes them.
 *
 * <pre>
 *   var monday  = TestWeights.transformer(1, Kind.BF16, 64 << 20);
 *   var tuesday = monday.drifted(2, 1e-5);
 *   WeightFiles.safetensors(tuesday, directory, "model", 3);
 * </pre>
 */
public final class TestWeights {
    /** Weights per block; each block has noise of its own. */
    static final int BLOCK = 64 << 10;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final List<Tensor> tensors;
    private final List<Drift> drifts;
    private final List<Nudge> nudges;

    private TestWeights(List<Tensor> tensors, List<Drift> drifts, List<Nudge> nudges) {
        this.tensors = List.copyOf(tensors);
        this.drifts = List.copyOf(drifts);
        this.nudges = List.copyOf(nudges);
    }

    /** How weights are stored. */
    public enum Kind {
        BF16(2, "BF16", 30),
        F16(2, "F16", 1),
        F32(4, "F32", 0),
        /** F32 whose values came from BF16: the low 16 bits are zero. */
        F32_HOLDING_BF16(4, "F32", 0);

        final int bytes;
        final String dtype;
        final int ggmlType;

        Kind(int bytes, String dtype, int ggmlType) {
            this.bytes = bytes;
            this.dtype = dtype;
            this.ggmlType = ggmlType;
        }
    }

    /** @param seed of its own noise, so that a renamed tensor keeps its weights */
    public record Tensor(String name, Kind kind, List<Long> shape, double sigma, long seed) {
        public long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        public long bytes() {
            return elements() * kind.bytes;
        }
    }

    private record Drift(long seed, double sigma, Predicate<String> which) {}

    private record Nudge(long seed, double share) {}

    /** These tensors, each with N(0, its sigma). */
    public static TestWeights of(List<Tensor> tensors) {
        return new TestWeights(tensors, List.of(), List.of());
    }

    /** A transformer of about so many bytes: large matrices between small norms and biases, every sigma its own. */
    public static TestWeights transformer(long seed, Kind kind, long bytes) {
        int width = bytes < 8 << 20 ? 128 : 1024;
        long layer = (12L * width * width + 4L * width) * kind.bytes;
        return transformer(seed, kind, (int) Math.max(1, bytes / layer), width);
    }

    public static TestWeights transformer(long seed, Kind kind, int layers, int width) {
        var tensors = new ArrayList<Tensor>();
        long w = width;
        for (int i = 0; i < layers; i++) {
            String layer = "layers." + i + ".";
            for (String part : List.of("to_q", "to_k", "to_v", "to_out")) {
                add(tensors, layer + "attention." + part + ".weight", kind, seed, w, w);
            }
            add(tensors, layer + "attention_norm.weight", kind, seed, w);
            add(tensors, layer + "feed_forward.w1.weight", kind, seed, 4 * w, w);
            add(tensors, layer + "feed_forward.w2.bias", kind, seed, w);
            add(tensors, layer + "feed_forward.w2.weight", kind, seed, w, 4 * w);
            add(tensors, layer + "ffn_norm1.weight", kind, seed, w);
            add(tensors, layer + "ffn_norm2.weight", kind, seed, w);
        }
        return of(tensors);
    }

    private static void add(List<Tensor> tensors, String name, Kind kind, long seed, Long... shape) {
        long own = GaussianNoise.mix(seed * 1_000_003 + tensors.size());
        double sigma = 0.02 * Math.pow(2, ((own & 0xff) - 128) / 64.0);
        tensors.add(new Tensor(name, kind, List.of(shape), sigma, own));
    }

    /** The next version after some training: N(0, sigma) added to every weight before it is rounded to its kind. */
    public TestWeights drifted(long seed, double sigma) {
        return drifted(seed, sigma, name -> true);
    }

    /** The same for the tensors of these names only; the others stay as they are. */
    public TestWeights drifted(long seed, double sigma, Predicate<String> which) {
        var more = new ArrayList<>(drifts);
        more.add(new Drift(seed, sigma, which));
        return new TestWeights(tensors, more, nudges);
    }

    /** The next version after one small step: such a share of the stored weights moved by one unit in the last place. */
    public TestWeights nudged(long seed, double share) {
        var more = new ArrayList<>(nudges);
        more.add(new Nudge(seed, share));
        return new TestWeights(tensors, drifts, more);
    }

    /** The same weights under other names. */
    public TestWeights renamed(UnaryOperator<String> names) {
        var renamed = tensors.stream()
                .map(t -> new Tensor(names.apply(t.name()), t.kind(), t.shape(), t.sigma(), t.seed()))
                .toList();
        return new TestWeights(renamed, drifts, nudges);
    }

    public List<Tensor> tensors() {
        return tensors;
    }

    public long bytes() {
        return tensors.stream().mapToLong(Tensor::bytes).sum();
    }

    /** All of a tensor, as it is stored; only for tensors that fit an array. */
    public byte[] bytes(Tensor tensor) {
        return bytes(tensor, 0, Math.toIntExact(tensor.elements()));
    }

    /** Weights {@code first} to {@code first + count}; {@code first} must be a multiple of {@link #BLOCK}. */
    byte[] bytes(Tensor tensor, long first, int count) {
        var bytes = new byte[count * tensor.kind().bytes];
        var weights = new float[BLOCK];
        for (int done = 0; done < count; done += BLOCK) {
            int part = Math.min(BLOCK, count - done);
            long block = tensor.seed() + (first + done) / BLOCK * 0x2545f4914f6cdd1dL;
            Arrays.fill(weights, 0);
            GaussianNoise.add(GaussianNoise.mix(block), (float) tensor.sigma(), weights, part);
            for (Drift drift : drifts) {
                if (drift.which().test(tensor.name())) {
                    GaussianNoise.add(GaussianNoise.mix(block ^ drift.seed()), (float) drift.sigma(), weights, part);
                }
            }
            store(tensor.kind(), weights, part, block, bytes, done * tensor.kind().bytes);
        }
        return bytes;
    }

    private void store(Kind kind, float[] weights, int count, long block, byte[] out, int offset) {
        var bits = new int[count];
        for (int i = 0; i < count; i++) {
            bits[i] = rounded(kind, weights[i]);
        }
        for (Nudge nudge : nudges) {
            for (int i = 0; i < count; i++) {
                bits[i] = nudged(bits[i], GaussianNoise.mix(block ^ nudge.seed() * 31 + i), nudge.share());
            }
        }
        if (kind.bytes == 2) {
            for (int i = 0; i < count; i++) {
                SHORTS.set(out, offset + 2 * i, (short) bits[i]);
            }
        } else {
            int shift = kind == Kind.F32_HOLDING_BF16 ? 16 : 0;
            for (int i = 0; i < count; i++) {
                INTS.set(out, offset + 4 * i, bits[i] << shift);
            }
        }
    }

    private static int rounded(Kind kind, float weight) {
        int bits = Float.floatToRawIntBits(weight);
        return switch (kind) {
            case F32 -> bits;
            case F16 -> Float.floatToFloat16(weight) & 0xffff;
            case BF16, F32_HOLDING_BF16 -> (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        };
    }

    private static int nudged(int bits, long random, double share) {
        if ((random >>> 11) * 0x1p-53 >= share) {
            return bits;
        }
        boolean isZero = (bits & 0x7fff) == 0;
        return (random & 1) == 0 || isZero ? bits + 1 : bits - 1;
    }
}
