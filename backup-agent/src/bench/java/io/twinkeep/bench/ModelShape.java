package io.twinkeep.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The tensors of a transformer in bfloat16, spread over shards.
 *
 * @param width of its matrices
 * @param layers each with four attention and three feed-forward matrices and two norms
 */
record ModelShape(int width, int layers, int shards) {
    private static final int MATRICES = 16; // of width × width in one layer: 4 × 1 + 3 × 4

    /** One tensor; {@code seed} tells its weights. */
    record Tensor(String name, int rows, int columns, long seed) {
        long weights() {
            return (long) rows * columns;
        }
    }

    /** A model of about so many bytes: in wide layers if it is large, in small ones if it is small. */
    static ModelShape ofBytes(long bytes, int shards) {
        int width = bytes >= 1L << 30 ? 2048 : bytes >= 64L << 20 ? 1024 : 128;
        int layers = (int) Math.max(shards, bytes / (2L * MATRICES * width * width));
        return new ModelShape(width, layers, shards);
    }

    /** The tensors of each shard. */
    List<List<Tensor>> tensors() {
        var all = new ArrayList<List<Tensor>>();
        for (int shard = 0; shard < shards; shard++) {
            var tensors = new ArrayList<Tensor>();
            for (int layer = layers * shard / shards; layer < layers * (shard + 1) / shards; layer++) {
                addLayer(tensors, layer);
            }
            all.add(tensors);
        }
        return all;
    }

    private void addLayer(List<Tensor> tensors, int layer) {
        String stem = "model.layers." + layer + ".";
        long seed = layer * 100L;
        for (String part : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
            tensors.add(new Tensor(stem + "self_attn." + part + ".weight", width, width, seed++));
        }
        for (String part : List.of("gate_proj", "up_proj", "down_proj")) {
            tensors.add(new Tensor(stem + "mlp." + part + ".weight", 4 * width, width, seed++));
        }
        for (String part : List.of("input_layernorm", "post_attention_layernorm")) {
            tensors.add(new Tensor(stem + part + ".weight", 1, width, seed++));
        }
    }
}
