package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real OpenSSH server on this machine that speaks SFTP and nothing else, with keys of its own. It runs while the tests
 * of one class do.
 */
final class SshServer implements BeforeAllCallback, AfterAllCallback {
    private Path home;
    private int port;
    private Process process;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        home = Files.createTempDirectory("sshd");
        // sshd wants it for its unprivileged part; the package makes it only when the service starts.
        new Disk(home).bash("test $(id -u) != 0 || mkdir -p /run/sshd");
        new Disk(home).bash("for key in host user other; do ssh-keygen -q -t ed25519 -N '' -f $key; done");
        port = freePort();
        new Disk(home).bash("echo \"[127.0.0.1]:" + port + " $(cut -d' ' -f1,2 host.pub)\" >known_hosts");
        Files.writeString(home.resolve("config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s/host
                AuthorizedKeysFile %s/user.pub
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin yes
                PasswordAuthentication no
                Subsystem sftp internal-sftp
                ForceCommand internal-sftp
                """.formatted(port, home, home));
        process = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", "config")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        awaitListening();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Then goes on reading its log, because a full pipe would stop it. */
    private void awaitListening() throws IOException {
        var log = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = log.readLine();
        assertThat(line).as("the first line of sshd's log").startsWith("Server listening");
        Thread.ofVirtual().start(() -> {
            try {
                log.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                // It was stopped.
            }
        });
    }

    String uri(Path directory) {
        return "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + port
                + directory.toUri().getRawPath();
    }

    VfsSettings settings() {
        return VfsSettings.DEFAULT.withIdentity(home.resolve("user")).withKnownHosts(home.resolve("known_hosts"));
    }

    /** A key that the server does not know. */
    Path otherIdentity() {
        return home.resolve("other");
    }

    /** A key that nobody can use without its passphrase. */
    Path lockedIdentity() {
        new Disk(home).bash("test -e locked || ssh-keygen -q -t ed25519 -N secret -f locked");
        return home.resolve("locked");
    }

    Path emptyKnownHosts() {
        try {
            return Files.writeString(home.resolve("empty"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every connection, as a broken network would. */
    void dropConnections() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        dropConnections();
        process.destroy();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        new Disk(home.getParent()).bash("rm -r " + home.getFileName());
    }
}
