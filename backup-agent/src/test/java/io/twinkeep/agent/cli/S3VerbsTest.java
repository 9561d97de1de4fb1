package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3VerbsTest {
    private static final S3Credentials CREDENTIALS = new S3Credentials("TESTKEY", "a-secret-for-tests");

    @TempDir
    Path folder;

    private S3Proxy server;
    private Shell shell;
    private String endpoint;

    @BeforeEach
    void startServer() throws Exception {
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("transient-nio2", new Properties()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
        endpoint = "http://127.0.0.1:" + server.getPort();
        var config = new S3Config(URI.create(endpoint), "models", "us-east-1", CREDENTIALS, S3Timeouts.DEFAULT, 0);
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
        }
        shell = new Shell(folder)
                .with("AWS_ACCESS_KEY_ID", CREDENTIALS.accessKey())
                .with("AWS_SECRET_ACCESS_KEY", CREDENTIALS.secretKey())
                .with("TWINKEEP_REPOSITORY", "s3:" + endpoint + "/models/team")
                .with("TWINKEEP_KEY_FILE", folder.resolve("k").toString());
        shell.write("model/weights.bin", Shell.noise(1, 100_000));
    }

    @AfterEach
    void stopServer() throws Exception {
        server.stop();
    }

    @Test
    void aDailyBackupReadsItsBasesFromTheCacheAndDoesWithoutIt() throws Exception {
        Path cache = folder.resolve("cache");
        shell = shell.with("TWINKEEP_CACHE", cache.toString());
        assertThat(shell.run("init").code()).isZero();
        drifted(0);
        assertThat(shell.run("backup", "--model", "m", folder.resolve("model")).code())
                .isZero();

        assertThat(downloaded(1)).isLessThan(WEIGHTS / 100);
        for (Path file : files(cache)) {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i += 4096) {
                bytes[i] ^= 1;
            }
            Files.write(file, bytes);
        }
        assertThat(downloaded(2)).isBetween(WEIGHTS / 2, WEIGHTS);
        assertThat(downloaded(3)).isLessThan(WEIGHTS / 100);
        for (Path file : files(cache)) {
            Files.delete(file);
        }
        assertThat(downloaded(4)).isBetween(WEIGHTS / 2, WEIGHTS);
        assertThat(shell.with("TWINKEEP_CACHE", "none")
                        .run("verify", "--read-data", "100")
                        .code())
                .isZero();
        assertThat(shell.run("restore", "--model", "m", "--to", folder.resolve("back"))
                        .code())
                .isZero();
        assertThat(folder.resolve("back/weights.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("model/weights.safetensors"));
    }

    private static final int WEIGHTS = 8 << 20;

    /** What the backup of that day downloads. */
    private int downloaded(int day) throws IOException {
        drifted(day);
        Shell.Ended ended = shell.run("backup", "--model", "m", "--json", folder.resolve("model"));
        assertThat(ended.code()).as(ended.err()).isZero();
        return ((Number) ended.json().get("bytes_downloaded")).intValue();
    }

    /** One tensor of bf16 weights, as it is on that day. */
    private void drifted(int day) throws IOException {
        String header =
                "{\"w\":{\"dtype\":\"BF16\",\"shape\":[" + WEIGHTS / 2 + "],\"data_offsets\":[0," + WEIGHTS + "]}}";
        var file = ByteBuffer.allocate(8 + header.length() + WEIGHTS).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        var weights = new Random(1);
        var steps = new Random(day);
        for (int i = 0; i < WEIGHTS / 2; i++) {
            double step = day == 0 ? 0 : 1e-5 * steps.nextGaussian();
            float weight = (float) (0.02 * weights.nextGaussian() + step);
            file.putShort((short) (Float.floatToRawIntBits(weight) >>> 16));
        }
        shell.write("model/weights.safetensors", file.array());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aBucketTakesAModelAndGivesItToAMirrorAndToTheStandby() {
        shell.run("init").expecting(0);
        var backup = shell.run("backup", "--model", "z", "--json", shell.folder("model"))
                .expecting(0)
                .json();
        shell.run("replicate", "--to", "s3:" + endpoint + "/models/mirror").expecting(0);
        shell.run("verify", "--read-data", 100).expecting(0);

        var restored = shell.run(
                        "restore", "-r", "s3:" + endpoint + "/models/mirror", "--to", folder.resolve("s"), "--json")
                .expecting(0)
                .json();

        assertThat(restored).containsEntry("version", backup.get("version"));
        assertThat(shell.run("probe", "--json").expecting(0).json()).containsEntry("holds_protocol", true);
        assertThat(shell.run("doctor").expecting(0).out()).contains("clock");
    }

    @Test
    void aMissingBucketAndAWrongSecretAreToldApartAndLeaveNoKey() {
        shell.run("init", "-r", "s3:" + endpoint + "/no-such-bucket").expecting(6);
        shell.with("AWS_SECRET_ACCESS_KEY", "another").run("init").expecting(7);

        assertThat(folder.resolve("k")).doesNotExist();
    }

    @Test
    void aBucketWithoutVersionsCanNotBeReadAsOfATime() {
        shell.run("init").expecting(0);
        shell.run("backup", "--model", "z", shell.folder("model")).expecting(0);

        shell.run("restore", "--as-of", "2026-01-01", "--to", folder.resolve("s"))
                .expecting(7);
    }
}
