package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BadUsage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificate authorities from a PEM file, trusted beside the JDK's own. What they sign is checked like any other certificate:
 * its host name and its dates too. Immutable.
 */
public final class TrustedAuthorities {
    private static final int MOST_BYTES = 4 << 20; // a distribution's bundle of all authorities has 0.2 MiB
    private static final String MARK = "-----BEGIN CERTIFICATE-----";
    private static final String NEXT =
            "name a PEM file that holds the CA certificate of the store, '" + MARK + "' and so on";

    private final Path file;
    private final X509TrustManager trustManager;

    private TrustedAuthorities(Path file, X509TrustManager trustManager) {
        this.file = file;
        this.trustManager = trustManager;
    }

    /** @throws BadUsage if the file can't be read, or holds anything but whole certificates in PEM */
    public static TrustedAuthorities read(Path file) {
        Collection<? extends Certificate> certificates = certificates(file, bytes(file));
        try {
            Stream<Certificate> all =
                    Stream.concat(Stream.of(managerOf(null).getAcceptedIssuers()), certificates.stream());
            return new TrustedAuthorities(file, managerOf(keyStore(all.toList())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK can't set up TLS", e);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new BadUsage("the CA file " + file + " is larger than " + (MOST_BYTES >> 20) + " MiB", NEXT);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BadUsage("there is no CA file " + file, NEXT, e);
        } catch (IOException e) {
            throw new BadUsage("the CA file " + file + " can't be read: " + S3Failures.reason(e), NEXT, e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file, byte[] bytes) {
        if (bytes.length == 0) {
            throw new BadUsage("the CA file " + file + " is empty", NEXT);
        }
        int begun = new String(bytes, StandardCharsets.ISO_8859_1).split(MARK, -1).length - 1;
        if (begun == 0) {
            throw new BadUsage("the CA file " + file + " holds no certificate in PEM", NEXT);
        }
        try {
            var certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            // The JDK passes over one that is cut.
            if (certificates.size() != begun) {
                throw new BadUsage(
                        "the CA file " + file + " holds " + certificates.size() + " whole certificates of " + begun,
                        NEXT);
            }
            return certificates;
        } catch (CertificateException e) {
            throw new BadUsage(
                    "the CA file " + file + " holds something that is no certificate: " + e.getMessage(), NEXT, e);
        }
    }

    private static KeyStore keyStore(Iterable<Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry(String.valueOf(store.size()), certificate);
        }
        return store;
    }

    /** @param store null for what this JDK trusts by itself */
    private static X509TrustManager managerOf(KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    X509TrustManager trustManager() {
        return trustManager;
    }

    SSLSocketFactory socketFactory() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK can't set up TLS", e);
        }
    }

    /** The file that they were read from. */
    @Override
    public String toString() {
        return file.toString();
    }
}
