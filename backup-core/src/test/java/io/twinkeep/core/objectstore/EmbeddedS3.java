package io.twinkeep.core.objectstore;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** A real S3 server in this JVM, on a free port of the loopback interface. */
public final class EmbeddedS3 implements AutoCloseable {
    public static final S3Credentials CREDENTIALS = new S3Credentials("TWINKEEPTEST", "twinkeep-test-secret");

    private final S3Proxy server;
    private final boolean isTls;

    /** Keeps its objects in memory, 4 GiB of them at most. */
    public EmbeddedS3() {
        this("transient-nio2", new Properties(), Optional.empty());
    }

    /** The same, over TLS alone, at {@code https://localhost}. @param keys with {@link TestCertificates#PASSWORD} */
    public static EmbeddedS3 withTls(Path keys) {
        return new EmbeddedS3("transient-nio2", new Properties(), Optional.of(keys));
    }

    /** Keeps its objects in a folder. */
    public EmbeddedS3(Path folder) {
        this("filesystem-nio2", inFolder(folder), Optional.empty());
    }

    private static Properties inFolder(Path folder) {
        var properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        return properties;
    }

    private EmbeddedS3(String provider, Properties properties, Optional<Path> keys) {
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(BlobStores.create(provider, properties))
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .ignoreUnknownHeaders(true)
                .v4MaxNonChunkedRequestSize(256L << 20);
        keys.ifPresentOrElse(
                file -> builder.secureEndpoint(URI.create("https://127.0.0.1:0"))
                        .keyStore(file.toString(), TestCertificates.PASSWORD),
                () -> builder.endpoint(URI.create("http://127.0.0.1:0")));
        isTls = keys.isPresent();
        server = builder.build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded S3 server did not start", e);
        }
    }

    public URI endpoint() {
        return URI.create(
                isTls ? "https://localhost:" + server.getSecurePort() : "http://127.0.0.1:" + server.getPort());
    }

    /** A bucket of this server, which the test has yet to make. */
    public S3Config config(String bucket) {
        return new S3Config(endpoint(), bucket, "us-east-1", CREDENTIALS, S3Timeouts.DEFAULT, 0);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded S3 server did not stop", e);
        }
    }
}
