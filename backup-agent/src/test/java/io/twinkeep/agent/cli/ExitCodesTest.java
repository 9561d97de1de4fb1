package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodesTest {
    private static final int USAGE = 2;

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(folder);
    }

    @Test
    void helpIsNoFailure() {
        for (String verb : List.of(
                "init",
                "backup",
                "versions",
                "show",
                "diff",
                "restore",
                "verify",
                "prune",
                "replicate",
                "key",
                "pin",
                "release",
                "digest",
                "probe",
                "demo",
                "doctor")) {
            assertThat(shell.run("help", verb).expecting(0).out()).contains("Usage: twinkeep " + verb);
        }
        shell.run("--version").expecting(0);
    }

    @Test
    void wrongUsageIsToldAsOneJsonObjectToo() {
        Stream.of(
                        List.of("bakup", "--json"),
                        List.of("--json"),
                        List.of("key", "--json"),
                        List.of("restore", "--json"),
                        List.of("restore", "--to", "x", "--json"),
                        List.of("restore", "--to", "x", "--at", "now", "--version", "latest", "--json"),
                        List.of("backup", "--tag", "a", "dir", "--json"),
                        List.of("backup", "-r", folder, "--model", "No Model", "dir", "--json"),
                        List.of("prune", "-r", folder, "--keep-sets", "zero", "--json"),
                        List.of("versions", "-r", "ftp://host/dir", "--json"),
                        List.of("versions", "-r", "s3:http://127.0.0.1:1/bucket", "--json"),
                        List.of("versions", "-r", folder, "--threads", "0", "--json"))
                .forEach(args -> {
                    var ended = shell.run(args.toArray()).expecting(USAGE);
                    assertThat(ended.error()).as(args.toString()).containsEntry("exit_code", 2L);
                    assertThat(ended.err()).startsWith("twinkeep: ");
                });
    }

    @Test
    void aStoreThatIsNotThereIsUnavailableAndARepositoryThatIsNotIsMissing() {
        shell.run("versions", "-r", folder.resolve("nowhere")).expecting(6);
        assertThat(shell.run("versions", "-r", folder).expecting(6).err()).contains("twinkeep init");
    }

    @Test
    void aWrongKeyIsRefusedAndADamagedKeyFileIsAUsageError() throws IOException {
        shell.initialised();
        shell.run("init", "-r", folder.resolve("other"), "--key-file", folder.resolve("other.key"))
                .expecting(0);

        shell.run("versions", "-r", shell.repository(), "--key-file", folder.resolve("other.key"))
                .expecting(7);
        shell.run("versions", "-r", shell.repository(), "--key-file", folder.resolve("none.key"))
                .expecting(6);
        Files.writeString(folder.resolve("other.key"), "twinkeep-key-1 cut off");
        shell.run("versions", "-r", shell.repository(), "--key-file", folder.resolve("other.key"))
                .expecting(USAGE);
    }

    @Test
    void theSameFailureIsToldToPeopleWithItsNextStep() {
        var ended = shell.run("versions", "-r", folder.resolve("nowhere"));

        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("twinkeep: ").contains("nowhere").contains("\nnext: ");
    }
}
