package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.twinkeep.core.ids.ObjectKey;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the library's own upload and download cost, and what ours do, on the same server; prints, and promises little. */
@Tag("real")
final class S3ThroughputTest {
    private static final int SIZE = 64 << 20;
    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 8;

    private interface Action {
        void run() throws Exception;
    }

    /** Speed, and this process's processor seconds per GiB. */
    private record Figure(double mebibytesPerSecond, double processorSecondsPerGibibyte) {}

    @Test
    void ourRequestsAreNotSlowerThanTheLibrarysOnTheEmbeddedServer() throws Exception {
        try (var server = new EmbeddedS3()) {
            compare("embedded (its processor time is counted too)", server.config("models"));
        }
    }

    @Test
    void ourRequestsAreNotSlowerThanTheLibrarysOnCeph() throws Exception {
        compare("Ceph", CephGateway.unusedBucket(0));
    }

    private static void compare(String server, S3Config config) throws Exception {
        byte[] body = new byte[SIZE];
        new Random(1).nextBytes(body);
        var key = new ObjectKey("packs/large");
        MinioClient library = library(config);
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
            ObjectStore store = bucket.objects();
            Figure theirUp = measure(() -> library.putObject(PutObjectArgs.builder()
                    .bucket(config.bucket())
                    .object("packs/theirs")
                    .data(body, body.length)
                    .build()));
            Figure ourUp = measure(() -> store.put(key, ObjectBody.of(body)));
            Figure theirDown = measure(() -> {
                try (var answer = library.getObject(GetObjectArgs.builder()
                        .bucket(config.bucket())
                        .object("packs/large")
                        .build())) {
                    assertThat(answer.readAllBytes()).hasSize(SIZE);
                }
            });
            Figure ourDown = measure(() -> assertThat(store.get(key, SIZE)).hasSize(SIZE));
            print(server, "up", theirUp, ourUp);
            print(server, "down", theirDown, ourDown);
            assertThat(ourUp.mebibytesPerSecond).isGreaterThan(0.9 * theirUp.mebibytesPerSecond);
        } finally {
            library.close(); // its threads hold the JVM for a minute
        }
    }

    private static MinioClient library(S3Config config) {
        return MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(
                        config.credentials().accessKey(), config.credentials().secretKey())
                .build();
    }

    private static Figure measure(Action action) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            action.run();
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processor = system.getProcessCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            action.run();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double mebibytes = (double) ROUNDS * SIZE / (1 << 20);
        return new Figure(mebibytes / seconds, (system.getProcessCpuTime() - processor) / 1e9 / mebibytes * 1024);
    }

    private static void print(String server, String direction, Figure theirs, Figure ours) {
        System.out.printf(
                "%s, %s: library %.0f MiB/s (%.1f s CPU/GiB), ours %.0f MiB/s (%.1f s CPU/GiB), ratio %.2f%n",
                server,
                direction,
                theirs.mebibytesPerSecond,
                theirs.processorSecondsPerGibibyte,
                ours.mebibytesPerSecond,
                ours.processorSecondsPerGibibyte,
                ours.mebibytesPerSecond / theirs.mebibytesPerSecond);
    }
}
