package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tired person types at night: each is stopped before anything changes. */
class MishapsTest {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() throws IOException {
        shell = new Shell(folder).initialised();
        shell.backUp();
    }

    @Test
    void aRestoreIntoTheRepositoryItselfIsRefused() {
        shell.on("restore", "--to", shell.repository(), "--delete").expecting(7);
        shell.on("restore", "--to", shell.repository().resolve("models"), "--delete")
                .expecting(7);
        shell.on("restore", "--to", shell.repository().getParent(), "--delete").expecting(7);

        shell.on("verify", "--read-data", "100").expecting(0);
    }

    @Test
    void aRepositoryIsNotBackedUpIntoItself() {
        shell.on("backup", shell.repository()).expecting(7);
    }

    @Test
    void aMirrorIsNotMadeAmongAModelsFiles() {
        shell.on("replicate", "--to", shell.folder("model")).expecting(7);

        assertThat(shell.folder("model").resolve("repository.json")).doesNotExist();
    }

    @Test
    void aMirrorAndItsSourceDoNotLieInEachOther() {
        shell.on("replicate", "--to", shell.repository().resolve("sub")).expecting(7);
        shell.on("replicate", "--to", shell.repository().getParent()).expecting(7);
        var bucket = shell.run(
                        "replicate", "-r", "s3:http://h:1/bucket/a", "--to", "s3:http://h:1/bucket/a/b", "--json")
                .expecting(7);

        assertThat(shell.repository().resolve("sub")).doesNotExist();
        assertThat(shell.repository().getParent().resolve("repository.json")).doesNotExist();
        assertThat(bucket.error().get("message").toString()).contains("lie in each other");
        shell.on("replicate", "--to", folder.resolve("repository-2")).expecting(0);
    }

    @Test
    void aLostConfigIsReadFromItsCopyMendedByItAndNeverReplacedByAnother() throws IOException {
        Files.delete(shell.repository().resolve("repository.json"));

        shell.run("init", "-r", shell.repository(), "--key-file", folder.resolve("other.key"))
                .expecting(7);
        shell.on("restore", "--to", folder.resolve("standby")).expecting(0);
        var verified = shell.json("verify");

        assertThat(folder.resolve("other.key")).doesNotExist();
        assertThat(verified).containsEntry("healthy", true);
        assertThat(verified.get("repaired").toString()).contains("object=repository.json", "it is missing");
        assertThat(shell.repository().resolve("repository.json")).exists();
        assertThat(shell.json("verify").get("repaired")).isEqualTo(List.of());
    }

    @Test
    void aGlobThatMatchesNothingIsNotASuccess() {
        shell.on("restore", "--to", folder.resolve("standby"), "--include", "zzz*")
                .expecting(6);
    }
}
