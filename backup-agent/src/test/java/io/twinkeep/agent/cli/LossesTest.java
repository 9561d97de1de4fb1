package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody, or a disk, lost single objects of a repository: what the verbs say, and how it is mended. */
class LossesTest {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() throws IOException {
        shell = new Shell(folder).initialised();
    }

    @Test
    void aLostSetIsNamedByEveryVerbAndNeverFilledAgain() throws IOException {
        shell.backUp();
        String newest = change("B", "--full");
        lose("1-1/slots/0");

        var versions = shell.on("versions").expecting(3);
        assertThat(versions.json().get("problems").toString()).contains("slot 0 of set 1-1", "is missing");
        assertThat((List<?>) versions.json().get("versions")).isNotEmpty();
        assertThat(versions.err()).contains("verify --repair-from");
        assertThat(shell.on("doctor").expecting(3).out()).contains("slot 0 of set 1-1");
        var restored = shell.on("restore", "--to", folder.resolve("standby")).expecting(0);
        assertThat(restored.json()).containsEntry("version", newest);
        assertThat(restored.err()).contains("slot 0 of set 1-1");
        shell.on("show", "0000").expecting(3);

        var backup = shell.backUp("--full");

        assertThat(backup).containsEntry("set", "1-3");
        assertThat(shell.repository().resolve("models/z-image-turbo/1-1/slots/0"))
                .doesNotExist();
    }

    @Test
    void aLostSlotInTheMiddleStopsTheBackupUntilTheMirrorMendedIt() throws IOException {
        shell.backUp();
        change("B");
        String newest = change("C");
        shell.json("replicate", "--to", folder.resolve("mirror"));
        lose("1-1/slots/1");

        shell.on("versions").expecting(3);
        var error = shell.on("backup", "--model", "z-image-turbo", folder.resolve("model"))
                .expecting(3)
                .error();
        assertThat(error.get("message").toString()).contains("slot 1 of set 1-1", "is missing");
        assertThat(error.get("next").toString()).contains("--repair-from", "--full");
        assertThat(shell.json("restore", "--to", folder.resolve("standby"))).containsEntry("version", newest);
        assertThat(shell.json("verify", "--repair-from", folder.resolve("mirror"))
                        .get("repaired")
                        .toString())
                .contains("slots/1");
        assertThat((List<?>) shell.json("versions").get("versions")).hasSize(3);
        shell.backUp();
    }

    @Test
    void aBackupIntoASetThatHasLostPacksRestoresAndTellsOfThem() throws IOException {
        assertThat(shell.backUp()).containsEntry("losses", List.of()).doesNotContainKey("next");
        shell.json("replicate", "--to", folder.resolve("mirror"));
        List<Path> packs = files(shell.repository(), "packs");
        for (Path pack : packs) {
            Files.delete(pack);
        }
        Files.write(folder.resolve("model/new"), new byte[] {1});

        var backup = shell.on("backup", "--model", "z-image-turbo", folder.resolve("model"))
                .expecting(0);

        assertThat(backup.json().get("losses").toString())
                .contains(packs.stream()
                        .map(pack -> pack.getFileName() + " of set 1-1 is missing")
                        .toList());
        assertThat(backup.json().get("next").toString()).contains("verify --repair-from");
        assertThat(backup.err())
                .contains("DAMAGED", packs.getFirst().getFileName().toString());
        assertThat(shell.json("restore", "--to", folder.resolve("standby")))
                .containsEntry("version", backup.json().get("version"));
        assertThat((List<?>) shell.json("verify", "--repair-from", folder.resolve("mirror"))
                        .get("repaired"))
                .hasSameSizeAs(packs);
        assertThat(shell.backUp()).containsEntry("losses", List.of());
    }

    @Test
    void aRepositoryThatNothingOpensAnyMoreIsOpenedAgainByItsMirror() throws IOException {
        shell.backUp();
        shell.json("replicate", "--to", folder.resolve("mirror"));
        Files.delete(shell.repository().resolve("repository.json"));
        Files.delete(shell.repository().resolve("repository-copy.json"));
        for (Path wrap : files(shell.repository(), "keys")) {
            Files.delete(wrap);
        }
        shell.on("versions").expecting(6);

        var mended = shell.json("verify", "--repair-from", folder.resolve("mirror"));

        assertThat(mended).containsEntry("healthy", true);
        assertThat(mended.get("repaired").toString()).contains("repository.json", "keys/");
        shell.json("restore", "--to", folder.resolve("standby"));
        shell.backUp();
    }

    @Test
    void aLostWrapOfTheSecondDataKeyIsToldAndMendedFromItsSet() throws IOException {
        shell.backUp();
        shell.json("key rotate");
        String newest = change("B", "--full");
        Path wrap = wrapOfTheNewestKey();
        byte[] whole = Files.readAllBytes(wrap);
        Files.delete(wrap);

        assertThat(shell.on("doctor").expecting(3).out())
                .contains(wrap.getFileName().toString(), "is lost", "twinkeep verify");
        assertThat((List<?>) shell.json("versions").get("versions")).hasSize(3);
        var verified = shell.json("verify");

        assertThat(verified).containsEntry("healthy", true);
        assertThat(verified.get("repaired").toString()).contains("keys/" + wrap.getFileName());
        assertThat(wrap).hasBinaryContent(whole);
        shell.on("doctor").expecting(0);
        assertThat(shell.json("restore", "--to", folder.resolve("standby"))).containsEntry("version", newest);
    }

    @Test
    void aDataKeyWithoutAnyWrapLeftComesBackFromTheMirror() throws IOException {
        shell.backUp();
        shell.json("key rotate");
        String newest = change("B", "--full");
        shell.json("replicate", "--to", folder.resolve("mirror"));
        Path wrap = wrapOfTheNewestKey();
        Files.delete(wrap);
        lose("1-2/keys/" + wrap.getFileName());
        shell.on("versions").expecting(3);
        shell.on("doctor").expecting(3);
        shell.on("verify").expecting(3);

        var mended = shell.json("verify", "--repair-from", folder.resolve("mirror"));

        assertThat(mended).containsEntry("healthy", true);
        assertThat(mended.get("repaired").toString()).contains("keys/" + wrap.getFileName());
        assertThat(shell.json("restore", "--to", folder.resolve("standby"))).containsEntry("version", newest);
    }

    @Test
    void aSetThatNoGivenKeyOpensIsAProblemAndNotHidden() {
        shell.backUp();
        Path second = folder.resolve("second.key");
        shell.json("key add", "--new-key-file", second, "--label", "standby");
        shell.json("key rotate");
        shell.backUp("--full");

        var versions = shell.run("versions", "-r", shell.repository(), "--key-file", second, "--json")
                .expecting(3);

        assertThat((List<?>) versions.json().get("versions")).hasSize(2);
        assertThat(versions.json().get("problems").toString()).contains("set 1-2", "key file 'rotated'");
        shell.run("doctor", "-r", shell.repository(), "--key-file", second).expecting(3);
    }

    private Path wrapOfTheNewestKey() {
        var newest = (Map<?, ?>) ((List<?>) shell.json("key list").get("keys")).getLast();
        return shell.repository().resolve("keys").resolve((String) newest.get("wrap"));
    }

    @Test
    void aRemovedKeyThatTheMirrorStillHasIsTold() {
        shell.backUp();
        Path second = folder.resolve("second.key");
        Path mirror = folder.resolve("mirror");
        shell.json("key add", "--new-key-file", second, "--label", "standby");
        assertThat(shell.json("replicate", "--to", mirror)).containsEntry("mirror_only_keys", List.of());
        var wrap = ((List<?>) shell.json("key list", "--key-file", second).get("opened")).getFirst();

        assertThat(shell.on("key remove", wrap).expecting(0).err()).contains("key remove -r MIRROR " + wrap);
        var replicated = shell.on("replicate", "--to", mirror).expecting(0);

        assertThat(replicated.json()).containsEntry("mirror_only_keys", List.of(wrap));
        assertThat(replicated.err()).contains("key remove -r file:" + mirror);
        shell.run("key", "remove", "-r", mirror, "--key-file", shell.key(), wrap)
                .expecting(0);
        assertThat(shell.json("replicate", "--to", mirror)).containsEntry("mirror_only_keys", List.of());
        shell.run("versions", "-r", mirror, "--key-file", second).expecting(7);
    }

    private String change(String text, Object... more) throws IOException {
        shell.write("model/notes.txt", text.getBytes(StandardCharsets.UTF_8));
        return (String) shell.backUp(more).get("version");
    }

    private void lose(String object) throws IOException {
        Files.delete(shell.repository().resolve("models/z-image-turbo").resolve(object));
    }

    /** All files whose folder has this name. */
    private static List<Path> files(Path root, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().getFileName().toString().equals(folder))
                    .toList();
        }
    }
}
