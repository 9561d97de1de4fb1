package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A certificate authority of this test run alone, and certificates that it signs, made by the JDK's keytool. */
public final class TestCertificates {
    public static final String PASSWORD = "for tests only";
    private static final String CA = "ca";
    private static final String SERVER = "server";

    private final Path folder;

    /** @param folder keeps the keys, and is to be deleted after the test */
    public TestCertificates(Path folder) {
        this.folder = folder;
        keytool(CA, "-genkeypair", "-dname", "CN=A CA of tests", "-ext", "bc:c", "-validity", "2");
    }

    /** The CA's certificate, as users would name it. */
    public Path caFile() {
        try {
            return Files.writeString(
                    folder.resolve("ca.pem"), pem(load().getCertificate(CA).getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(byte[] certificate) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
        return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
    }

    /** A key store with a key for a server {@code localhost}, its certificate valid for so many days from that day on. */
    public Path serverKeys(int fromDay, int days) {
        String alias = SERVER + System.nanoTime();
        keytool(
                alias,
                "-genkeypair",
                "-signer",
                CA,
                "-dname",
                "CN=A store of tests",
                "-ext",
                "san=dns:localhost",
                "-startdate",
                (fromDay < 0 ? "" : "+") + fromDay + "d",
                "-validity",
                String.valueOf(days));
        return alone(alias);
    }

    /** Without the CA's key, which a server might take for its own. */
    private Path alone(String alias) {
        char[] password = PASSWORD.toCharArray();
        Path file = folder.resolve(alias + ".p12");
        try (var stream = Files.newOutputStream(file)) {
            KeyStore all = load();
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            one.setKeyEntry(SERVER, all.getKey(alias, password), password, all.getCertificateChain(alias));
            one.store(stream, password);
            return file;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(folder.resolve("all.p12").toFile(), PASSWORD.toCharArray());
    }

    private void keytool(String alias, String command, String... options) {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(List.of(command, "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
        words.addAll(List.of("-keystore", folder.resolve("all.p12").toString(), "-storepass", PASSWORD));
        words.addAll(Arrays.asList(options));
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
