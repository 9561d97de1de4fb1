package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrustedAuthoritiesTest {
    @TempDir
    Path folder;

    private static List<X509Certificate> trustedByTheJdk() throws Exception {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return List.of(((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers());
    }

    @Test
    void thoseOfTheFileAreTrustedBesideThoseOfTheJdk() throws Exception {
        Path first = new TestCertificates(Files.createDirectory(folder.resolve("1"))).caFile();
        Path second = new TestCertificates(Files.createDirectory(folder.resolve("2"))).caFile();
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "# two of them\n" + Files.readString(first) + "\n" + Files.readString(second));

        var issuers = TrustedAuthorities.read(both).trustManager().getAcceptedIssuers();

        assertThat(issuers)
                .hasSize(trustedByTheJdk().size() + 2)
                .containsAll(trustedByTheJdk())
                .filteredOn(issuer -> issuer.getSubjectX500Principal().getName().equals("CN=A CA of tests"))
                .hasSize(2);
    }

    @Test
    void aFileThatHoldsNoCertificatesIsNamedAtOnce() throws IOException {
        String whole = Files.readString(new TestCertificates(folder).caFile());
        String cut = whole.substring(0, whole.length() / 2);
        for (String wrong : List.of("", "hello", whole.replace("CERTIFICATE", "PRIVATE KEY"), cut, whole + cut)) {
            Path file = Files.writeString(folder.resolve("wrong.pem"), wrong);
            refused(file);
        }
        refused(Files.write(folder.resolve("large.pem"), new byte[(4 << 20) + 1]));
        refused(folder.resolve("absent.pem"));
        refused(folder);
        String swapped = whole.replace(whole.substring(40, 60), new StringBuilder(whole.substring(40, 60)).reverse());
        refused(Files.writeString(folder.resolve("swapped.pem"), swapped));
    }

    private static void refused(Path file) {
        assertThatThrownBy(() -> TrustedAuthorities.read(file)).isInstanceOfSatisfying(BadUsage.class, failure -> {
            assertThat(failure).hasMessageContaining(file.toString());
            assertThat(failure.next()).contains("PEM");
        });
    }
}
