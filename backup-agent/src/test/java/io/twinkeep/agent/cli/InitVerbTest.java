package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitVerbTest {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(folder);
    }

    @Test
    void aRepositoryAndAKeyFileForItsOwnerAloneAreMade() throws IOException {
        var made = shell.run("init", "-r", shell.repository(), "--key-file", shell.key(), "--json")
                .expecting(0)
                .json();

        assertThat(made).containsEntry("key_file", shell.key().toString()).containsEntry("writers", "many");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shell.key())))
                .isEqualTo("rw-------");
        assertThat(shell.repository().resolve("repository.json")).exists();
        assertThat(shell.repository().resolve("probe")).doesNotExist();
    }

    @Test
    void aKeyFileIsNeverOverwritten() throws IOException {
        Files.writeString(shell.key(), "the only key to other backups");

        shell.run("init", "-r", shell.repository(), "--key-file", shell.key()).expecting(7);

        assertThat(shell.key()).hasContent("the only key to other backups");
        assertThat(shell.repository()).doesNotExist();
    }

    @Test
    void aRepositoryIsNeverMadeOverAnother() {
        shell.run("init", "-r", shell.repository(), "--key-file", shell.key()).expecting(0);

        shell.run("init", "-r", shell.repository(), "--key-file", shell.folder("second.key"))
                .expecting(7);

        assertThat(shell.folder("second.key")).doesNotExist();
        shell.json("versions");
    }

    @Test
    void whereThereIsNoPlaceForItNothingIsMade() {
        shell.run("init", "-r", folder.resolve("not/mounted"), "--key-file", shell.key())
                .expecting(6);

        assertThat(shell.key()).doesNotExist();
        assertThat(folder.resolve("not")).doesNotExist();
    }

    @Test
    void aFileIsNoPlaceForARepository() throws IOException {
        Files.writeString(shell.repository(), "a file");

        var ended = shell.run("init", "-r", shell.repository(), "--key-file", shell.key())
                .expecting(2);

        assertThat(ended.err())
                .contains("is not a directory", "next: name a directory")
                .doesNotContain("Exception");
        assertThat(shell.key()).doesNotExist();
    }

    @Test
    void theKeyWithoutANameIsFoundByLaterRuns() throws IOException {
        shell.run("init", "-r", shell.repository()).expecting(0);
        shell.write("model/a", new byte[10]);

        shell.run("backup", "-r", shell.repository(), "--model", "m", shell.folder("model"))
                .expecting(0);

        assertThat(folder.resolve("home/.config/twinkeep")).isDirectoryContaining("glob:**.key");
    }

    @Test
    void aPassphraseOpensTheRepositoryWithoutAKeyFile() throws IOException {
        Path phrase = Files.writeString(folder.resolve("phrase"), "correct horse battery staple\n");
        shell.run("init", "-r", shell.repository(), "--passphrase-file", phrase).expecting(0);

        shell.run("versions", "-r", shell.repository(), "--passphrase-file", phrase)
                .expecting(0);

        Files.writeString(phrase, "wrong horse battery staple");
        shell.run("versions", "-r", shell.repository(), "--passphrase-file", phrase)
                .expecting(7);
    }

    @Test
    void locksAreRefusedWhereTheStoreHasNone() {
        shell.run("init", "-r", shell.repository(), "--key-file", shell.key(), "--lock-days", 30)
                .expecting(7);

        assertThat(shell.key()).doesNotExist();
        assertThat(shell.repository()).doesNotExist();
    }
}
