package io.twinkeep.agent.demo;

import io.twinkeep.agent.demo.Weights.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model in the shape of Z-Image-Turbo (diffusers' folders, files and types), only smaller. Its weights are seeded noise,
 * so each run makes the same one.
 *
 * @param width of its matrices; {@code layers} of the transformer, half as many of the text encoder
 */
public record SmallModel(int width, int layers) {
    /** About 250 MB. */
    static final SmallModel USUAL = new SmallModel(1024, 4);

    // Between two checkpoints of a day a weight moves by about this much.
    private static final float STEP = 1e-5f;
    private static final int SHARDS = 2;

    /** Writes the model as it is before any training. */
    public void write(Path directory) throws IOException {
        for (String folder : List.of("scheduler", "tokenizer", "text_encoder", "transformer", "vae")) {
            Files.createDirectories(directory.resolve(folder));
        }
        text(directory, "model_index.json", """
                {"_class_name": "ZImagePipeline", "transformer": ["diffusers", "ZImageTransformer2DModel"]}
                """);
        text(directory, "scheduler/scheduler_config.json", """
                {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 3.0}
                """);
        text(directory, "tokenizer/vocab.json", vocabulary());
        text(
                directory,
                "text_encoder/config.json",
                "{\"hidden_size\": " + width + ", \"torch_dtype\": \"bfloat16\"}\n");
        text(directory, "transformer/config.json", "{\"dim\": " + width + ", \"n_layers\": " + layers + "}\n");
        text(directory, "vae/config.json", "{\"latent_channels\": 16, \"scaling_factor\": 0.3611}\n");
        var writer = new SafetensorsWriter(0, 0);
        writer.write(
                directory.resolve("text_encoder"), "model", List.of(tensors("model", 1, layers / 2 + 1, Kind.BF16)));
        writer.write(directory.resolve("vae"), "diffusion_pytorch_model", List.of(tensors("decoder", 2, 1, Kind.BF16)));
        train(directory, 0);
    }

    /** Writes the transformer as it is after so many days of training. */
    public void train(Path directory, int days) throws IOException {
        var shards = new ArrayList<List<Weights>>();
        int perShard = (layers + SHARDS - 1) / SHARDS;
        List<Weights> all = tensors("layers", 3, layers, Kind.F32_HOLDING_BF16);
        int perLayer = all.size() / layers;
        for (int from = 0; from < all.size(); from += perShard * perLayer) {
            shards.add(all.subList(from, Math.min(all.size(), from + perShard * perLayer)));
        }
        new SafetensorsWriter(days, STEP).write(directory.resolve("transformer"), "diffusion_pytorch_model", shards);
    }

    private List<Weights> tensors(String stem, long seed, int count, Kind kind) {
        var tensors = new ArrayList<Weights>();
        for (int layer = 0; layer < count; layer++) {
            String name = stem + "." + layer + ".";
            long own = seed * 1_000_000 + layer * 100L;
            for (String part : List.of("to_q", "to_k", "to_v", "to_out")) {
                tensors.add(new Weights(name + "attention." + part + ".weight", kind, width, width, own++));
            }
            tensors.add(new Weights(name + "feed_forward.w1.weight", kind, 4 * width, width, own++));
            tensors.add(new Weights(name + "feed_forward.w2.weight", kind, 4 * width, width, own++));
            tensors.add(new Weights(name + "ffn_norm.weight", kind, 1, width, own));
        }
        return tensors;
    }

    private static String vocabulary() {
        var text = new StringBuilder("{\"<pad>\": 0");
        for (int i = 1; i < 5000; i++) {
            text.append(", \"token")
                    .append(Long.toString(Gaussian.mix(i) >>> 30, 36))
                    .append("\": ")
                    .append(i);
        }
        return text.append("}\n").toString();
    }

    private static void text(Path directory, String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
