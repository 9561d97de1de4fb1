package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that must not be, or can't, is refused by every call at once, and not tried again. */
final class S3TlsRefusalsTest {
    private static final ObjectKey KEY = new ObjectKey("packs/aa");
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;
    private static Path goodKeys;
    private static Optional<TrustedAuthorities> ourCa;

    @BeforeAll
    static void makeCertificates() {
        certificates = new TestCertificates(folder);
        goodKeys = certificates.serverKeys(0, 2);
        ourCa = Optional.of(TrustedAuthorities.read(certificates.caFile()));
    }

    /** Every call, by way of all wrappers; what was tried again would say so. */
    private static void everyCallIsRefused(
            URI endpoint, Optional<TrustedAuthorities> authorities, String what, String next) {
        StoreSettings settings =
                StoreSettings.DEFAULT.withCredentials(EmbeddedS3.CREDENTIALS).withRetries(TWICE);
        StoreSettings trusting = authorities.map(settings::withAuthorities).orElse(settings);
        try (var store = ObjectStores.open(RepositoryAddress.parse("s3:" + endpoint + "/models"), trusting)) {
            List<ThrowingCallable> calls = List.of(
                    () -> store.put(KEY, ObjectBody.of("x")),
                    () -> store.putIfAbsent(KEY, ObjectBody.of("x")),
                    () -> store.get(KEY, 10),
                    () -> store.get(KEY, new ByteRange(0, 1)),
                    () -> store.find(KEY),
                    () -> store.list(KEY).toList(),
                    () -> store.delete(KEY),
                    store::now);
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOfSatisfying(Refused.class, failure -> {
                    assertThat(failure)
                            .hasMessageContaining(endpoint + " " + what)
                            .hasMessageNotContaining("attempts");
                    assertThat(failure.next()).contains(next);
                });
            }
        }
    }

    @Test
    void aCaThatNobodyNamedIsNotTrusted() {
        try (var server = EmbeddedS3.withTls(goodKeys)) {
            everyCallIsRefused(server.endpoint(), Optional.empty(), "has a certificate of a CA", "--ca-file");
        }
    }

    @Test
    void anotherCaThanTheNamedOnesIsNotTrusted() throws Exception {
        X509Certificate other = ourCa.orElseThrow().trustManager().getAcceptedIssuers()[0];
        Path file = Files.writeString(folder.resolve("other.pem"), TestCertificates.pem(other.getEncoded()));
        var authorities = Optional.of(TrustedAuthorities.read(file));
        try (var server = EmbeddedS3.withTls(goodKeys)) {
            everyCallIsRefused(
                    server.endpoint(), authorities, "has a certificate of a CA that is neither in " + file, "add");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        try (var server = EmbeddedS3.withTls(goodKeys)) {
            var byNumber = URI.create("https://127.0.0.1:" + server.endpoint().getPort());
            everyCallIsRefused(byNumber, ourCa, "has a certificate for localhost, not for 127.0.0.1", "name the store");
        }
    }

    @Test
    void aCertificateOfThePastIsRefused() {
        try (var server = EmbeddedS3.withTls(certificates.serverKeys(-3, 1))) {
            everyCallIsRefused(server.endpoint(), ourCa, "has a certificate that has expired (", "renew");
        }
    }

    @Test
    void aCertificateOfTheFutureIsRefused() {
        try (var server = EmbeddedS3.withTls(certificates.serverKeys(1, 1))) {
            everyCallIsRefused(server.endpoint(), ourCa, "has a certificate that is not valid yet (", "clock");
        }
    }

    @Test
    void plainHttpToAServerOfTlsIsRefused() {
        try (var server = EmbeddedS3.withTls(goodKeys)) {
            var plain = URI.create("http://localhost:" + server.endpoint().getPort());
            everyCallIsRefused(plain, Optional.empty(), "speaks TLS", "write s3:https://");
        }
    }

    @Test
    void tlsToAServerOfPlainHttpIsRefused() {
        try (var server = new EmbeddedS3()) {
            var secure = URI.create("https://localhost:" + server.endpoint().getPort());
            everyCallIsRefused(secure, ourCa, "is no TLS server", "write s3:http://");
        }
    }
}
