package io.twinkeep.core.operation;

import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.EmbeddedS3;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.tensor.TestWeights;
import io.twinkeep.core.tensor.TestWeights.Kind;
import io.twinkeep.core.tensor.WeightFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What {@code story.sh} needs beside the command line.
 *
 * <pre>
 *   model DIR BYTES DAY     writes the model of that day: DAY times a day of training (N(0, 1e-5)) after day 0
 *   bucket ENDPOINT NAME    makes a bucket, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
 *   serve FOLDER            runs the embedded S3 server until its input ends; prints what the shell needs
 * </pre>
 */
final class StoryMain {
    private StoryMain() {}

    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "model" -> model(Path.of(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
            case "bucket" -> bucket(URI.create(args[1]), args[2]);
            case "serve" -> serve(Files.createDirectories(Path.of(args[1])));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void model(Path dir, long bytes, int day) throws IOException {
        TestWeights weights = TestWeights.transformer(1, Kind.BF16, bytes);
        for (int i = 1; i <= day; i++) {
            weights = weights.drifted(i, 1e-5);
        }
        WeightFiles.safetensors(
                weights, Files.createDirectories(dir.resolve("transformer")), "diffusion_pytorch_model", 3);
        Files.writeString(
                dir.resolve("model_index.json"), "{\"_class_name\": \"ZImagePipeline\", \"day\": " + day + "}");
    }

    private static void bucket(URI endpoint, String name) {
        var credentials = new S3Credentials(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"));
        var config = new S3Config(endpoint, name, "us-east-1", credentials, S3Timeouts.DEFAULT, 0);
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
        }
    }

    private static void serve(Path folder) throws IOException {
        try (var server = new EmbeddedS3(folder)) {
            S3Credentials credentials = EmbeddedS3.CREDENTIALS;
            System.out.println("ENDPOINT=" + server.endpoint() + " AWS_ACCESS_KEY_ID=" + credentials.accessKey()
                    + " AWS_SECRET_ACCESS_KEY=" + credentials.secretKey());
            System.in.readAllBytes();
        }
    }
}
