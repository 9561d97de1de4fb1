package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("real")
class SftpSourceTreeTest extends SourceTreeContract {
    @RegisterExtension
    static final SshServer server = new SshServer();

    @Override
    SourceTree open(Path directory) {
        return FileTrees.source(server.uri(directory), server.settings());
    }

    @Override
    boolean readsSymlinks() {
        return true;
    }

    @Override
    boolean namesAreBytes() {
        return true;
    }

    @Override
    boolean knowsModes() {
        return true;
    }

    @Override
    long timeStep() {
        return 1_000_000_000;
    }

    @Test
    void aHostWithAnUnknownKeyIsRefused() {
        var settings = server.settings().withKnownHosts(server.emptyKnownHosts());

        assertThatThrownBy(() -> FileTrees.source(server.uri(disk.directory()), settings))
                .isInstanceOfSatisfying(Refused.class, failure -> {
                    assertThat(failure).hasMessageContaining("127.0.0.1");
                    assertThat(failure.next()).contains("fingerprint", "known hosts");
                });
    }

    @Test
    void aHostWithAnUnknownKeyIsTakenWhenNobodyChecks() {
        var settings =
                server.settings().withKnownHosts(server.emptyKnownHosts()).withHostKeys(VfsSettings.HostKeys.UNCHECKED);

        try (var tree = FileTrees.source(server.uri(disk.directory()), settings)) {
            assertThat(tree.list()).isEmpty();
        }
    }

    @Test
    void aUserWhoIsNotLetInIsToldSoWithoutThePassword() {
        var settings = server.settings().withIdentity(server.otherIdentity());
        String uri = server.uri(disk.directory()).replace("@", ":s3cret@");

        assertThatThrownBy(() -> FileTrees.source(uri, settings))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("127.0.0.1")
                .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain("s3cret"));
    }

    private static String stackTrace(Throwable failure) {
        var out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    @Test
    void anUnreachableHostIsUnavailable() {
        assertThatThrownBy(() -> FileTrees.source("sftp://somebody@127.0.0.1:1/x", VfsSettings.DEFAULT))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void anIdentityThatIsNotThereIsBadUsage() {
        var settings = server.settings().withIdentity(Path.of("/no/key"));

        assertThatThrownBy(() -> FileTrees.source(server.uri(disk.directory()), settings))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("/no/key");
    }

    @Test
    void anIdentityWithAPassphraseOrNoneAtAllIsBadUsage() {
        for (Path identity : List.of(server.lockedIdentity(), server.emptyKnownHosts())) {
            var settings = server.settings().withIdentity(identity);

            assertThatThrownBy(() -> FileTrees.source(server.uri(disk.directory()), settings))
                    .isInstanceOfSatisfying(BadUsage.class, failure -> {
                        assertThat(failure).hasMessageContaining(identity.toString());
                        assertThat(failure.next()).contains("ssh-keygen");
                    });
        }
    }

    @Test
    void aBrokenConnectionIsUnavailableAndMadeAgain() {
        disk.file("f", "content");
        try (var tree = open(disk.directory())) {
            assertThat(tree.list()).hasSize(1);
            server.dropConnections();

            assertThat(listedInTheEnd(tree)).hasSize(1);
        }
    }

    /** How long it takes until the client has noticed is a race. */
    private static List<FileStat> listedInTheEnd(SourceTree tree) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            try {
                return tree.list();
            } catch (BackupException e) {
                assertThat(e).isInstanceOf(Unavailable.class);
                LockSupport.parkNanos(20_000_000); // a dropped connection tells nobody
            }
        }
        throw new AssertionError("the connection was not made again");
    }
}
