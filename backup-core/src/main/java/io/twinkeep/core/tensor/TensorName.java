package io.twinkeep.core.tensor;

import java.util.List;

/** Names of extents: the tensor's own name, a NUL, its type as its format spells it, and its shape. */
final class TensorName {
    /** Tensors have at most four dimensions in practice; the bound keeps a hostile name short. */
    static final int MAX_DIMENSIONS = 64;

    private TensorName() {}

    /** For example {@code "layers.0.weight\0BF16[4096,4096]"}: the same in whatever file the tensor lies. */
    static String of(String name, String type, List<Long> shape) {
        var text = new StringBuilder(name.length() + type.length() + 24);
        text.append(name).append('\0').append(type).append('[');
        for (int i = 0; i < shape.size(); i++) {
            text.append(i == 0 ? "" : ",").append(shape.get(i).longValue());
        }
        return text.append(']').toString();
    }

    /** The number of elements of that shape; 1 of no dimensions. */
    static long elements(List<Long> shape) throws Malformed {
        long product = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new Malformed("a negative dimension");
            }
            product = multiply(product, dimension);
        }
        return product;
    }

    static long multiply(long a, long b) throws Malformed {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException e) {
            throw new Malformed("a tensor of more than 2^63 bytes");
        }
    }
}
