package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Properties;
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
