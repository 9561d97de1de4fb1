package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.objectstore.TrustedAuthorities;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store over TLS whose certificate nobody signed but itself. */
class TlsVerbsTest {
    private static final S3Credentials CREDENTIALS = new S3Credentials("TESTKEY", "a-secret-for-tests");
    private static final String PASSWORD = "for tests only";

    @TempDir
    Path folder;

    private S3Proxy server;
    private Shell shell;
    private String bucket;
    private Path certificate;

    @BeforeEach
    void startServer() throws Exception {
        certificate = makeCertificate();
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("transient-nio2", new Properties()))
                .secureEndpoint(URI.create("https://127.0.0.1:0"))
                .keyStore(folder.resolve("keys.p12").toString(), PASSWORD)
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
        var endpoint = URI.create("https://localhost:" + server.getSecurePort());
        var config = new S3Config(endpoint, "models", "us-east-1", CREDENTIALS, S3Timeouts.DEFAULT, 0);
        try (var made =
                new S3Bucket(config.withAuthorities(TrustedAuthorities.read(certificate)), InstantSource.system())) {
            made.create(new BucketFeatures(false, false));
        }
        bucket = "s3:" + endpoint + "/models";
        shell = new Shell(folder)
                .with("AWS_ACCESS_KEY_ID", CREDENTIALS.accessKey())
                .with("AWS_SECRET_ACCESS_KEY", CREDENTIALS.secretKey())
                .with("TWINKEEP_REPOSITORY", bucket + "/team")
                .with("TWINKEEP_KEY_FILE", folder.resolve("k").toString());
        shell.write("model/weights.bin", Shell.noise(1, 100_000));
    }

    @AfterEach
    void stopServer() throws Exception {
        server.stop();
    }

    private Path makeCertificate() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=A store of tests", "-ext", "san=dns:localhost");
        Path file = folder.resolve("store.pem");
        keytool("-exportcert", "-rfc", "-file", file.toString());
        return file;
    }

    private void keytool(String... words) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-alias", "store", "-keystore", "keys.p12", "-storepass", PASSWORD));
        Shell.program(folder, new byte[0], command.toArray(String[]::new));
    }

    @Test
    void aModelGoesThroughAStoreWhoseCaIsNamedByOptionVariableOrFile() throws Exception {
        shell.run("init", "--ca-file", certificate).expecting(0);
        Path settings = Files.writeString(folder.resolve("settings.yaml"), "ca-file: " + certificate + "\n");
        var backup = shell.run("backup", "--config", settings, "--model", "z", "--json", shell.folder("model"))
                .expecting(0)
                .json();
        shell.with("TWINKEEP_CA_FILE", certificate.toString());
        shell.run("replicate", "--to", bucket + "/mirror").expecting(0);
        shell.run("verify", "--read-data", 100, "--repair-from", bucket + "/mirror")
                .expecting(0);

        var restored = shell.run("restore", "-r", bucket + "/mirror", "--to", folder.resolve("standby"), "--json")
                .expecting(0)
                .json();

        assertThat(restored).containsEntry("version", backup.get("version"));
        assertThat(folder.resolve("standby/weights.bin")).hasSameBinaryContentAs(folder.resolve("model/weights.bin"));
        shell.run("doctor").expecting(0);
    }

    @Test
    void withoutItTheStoreIsRefusedAndTheNextStepTold() {
        var error = shell.run("init", "--json").expecting(7).error();

        assertThat(error).containsEntry("kind", "Refused").containsEntry("exit_code", 7L);
        assertThat((String) error.get("message")).contains("is not trusted").doesNotContain("attempts");
        assertThat((String) error.get("next")).contains("--ca-file");
        assertThat(folder.resolve("k")).doesNotExist();
    }

    @Test
    void aFileWithoutCertificatesIsWrongUsageTogetherWithAllOtherWrongSettings() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.pem"), "no certificate");

        assertThat(shell.run("versions", "--ca-file", folder.resolve("none.pem"), "--threads", "0")
                        .expecting(2)
                        .err())
                .contains(
                        "2 settings",
                        "--ca-file: there is no CA file " + folder.resolve("none.pem"),
                        "name a PEM file");
        assertThat(shell.run("versions", "--ca-file", wrong).expecting(2).err())
                .contains("--ca-file: the CA file " + wrong + " holds no certificate");
    }
}
