package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** verify, prune, replicate, pin, release, key, probe and doctor. */
class CareVerbsTest {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() throws IOException {
        shell = new Shell(folder).initialised();
    }

    @Test
    void damageIsFoundNamedAndMendedFromTheMirror() throws IOException {
        shell.backUp();
        Path mirror = folder.resolve("mirror");
        assertThat(shell.json("replicate", "--to", mirror)).containsEntry("snapshots", 1L);
        assertThat(shell.json("verify", "--read-data", 100)).containsEntry("healthy", true);
        damageAPack();

        var found = shell.on("verify", "--read-data", 100).expecting(3).json();
        var mended = shell.json("verify", "--read-data", 100, "--repair-from", mirror);

        assertThat((List<?>) found.get("findings")).hasSize(1);
        assertThat((List<?>) mended.get("repaired")).hasSize(1);
        shell.json("restore", "--to", folder.resolve("standby"));
    }

    @Test
    void aModelThatIsNotThereIsToldByEveryVerbThatNamesOne() {
        String version = (String) shell.backUp().get("version");
        Path mirror = folder.resolve("mirror");
        var runs = Map.of(
                "verify", List.of("--read-data", 100),
                "replicate", List.of("--to", mirror),
                "versions", List.of(),
                "show", List.of(version),
                "diff", List.of("latest", "latest"),
                "pin", List.of(version),
                "release", List.of(version),
                "prune", List.of("--keep-sets", 1),
                "restore", List.of("--to", folder.resolve("standby")));

        runs.forEach((verb, args) -> {
            var named = new ArrayList<Object>(List.of("--model", "z-image-trubo"));
            named.addAll(args);
            assertThat(shell.on(verb, named.toArray()).expecting(6).error())
                    .as(verb)
                    .containsEntry("message", "there is no model z-image-trubo at " + shell.repository())
                    .containsEntry("next", "it holds [z-image-turbo]");
        });
        assertThat(mirror).as("a mirror for nothing").doesNotExist();
        assertThat(folder.resolve("standby")).doesNotExist();
    }

    @Test
    void aRepositoryOfSomebodyElsesIsNoMirror() throws IOException {
        shell.backUp();
        var other = new Shell(Files.createDirectory(folder.resolve("other"))).initialised();
        other.backUp();

        var replicated = shell.on("replicate", "--to", other.repository()).expecting(7);
        var verified = shell.on("verify", "--repair-from", other.repository()).expecting(7);

        assertThat((String) replicated.error().get("message"))
                .contains("has backups of its own of model z-image-turbo");
        assertThat((String) replicated.error().get("next")).contains("another bucket");
        assertThat((String) verified.error().get("message")).contains("is no mirror of");
        assertThat(other.json("verify", "--read-data", 100)).containsEntry("healthy", true);
    }

    @Test
    void aModelThatOnlyTheMirrorHasIsPutBackFromThere() throws IOException {
        String version = (String) shell.backUp().get("version");
        Path mirror = folder.resolve("mirror");
        shell.json("replicate", "--to", mirror);
        Path model = shell.repository().resolve("models/z-image-turbo");
        Files.move(model, folder.resolve("lost"));
        shell.on("verify", "--model", "z-image-turbo").expecting(6);
        shell.on("replicate", "--model", "z-image-turbo", "--to", mirror).expecting(6);

        var mended = shell.json("verify", "--model", "z-image-turbo", "--repair-from", mirror);

        assertThat(mended).containsEntry("healthy", true).containsEntry("snapshots", 1L);
        assertThat(shell.json("restore", "--to", folder.resolve("standby"))).containsEntry("version", version);
    }

    private void damageAPack() throws IOException {
        try (var packs = Files.walk(shell.repository().resolve("models"))) {
            Path pack = packs.filter(path -> path.getParent().endsWith("packs"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(pack);
            bytes[bytes.length / 2] ^= 1;
            Files.write(pack, bytes);
        }
    }

    @Test
    void whatTheMirrorHasIsRestoredAfterTheRepositoryIsLost() {
        shell.backUp();
        shell.json("replicate", "--to", folder.resolve("mirror"));

        var restored = shell.run(
                        "restore",
                        "-r",
                        folder.resolve("mirror"),
                        "--key-file",
                        shell.key(),
                        "--to",
                        folder.resolve("standby"),
                        "--json")
                .expecting(0);

        assertThat(restored.json())
                .containsEntry(
                        "version",
                        shell.run("digest", shell.folder("model"), "--json")
                                .json()
                                .get("version"));
    }

    @Test
    void aPromotionsPinIsReleasedByItsOwnIdOnly() {
        String version = (String) shell.backUp().get("version");
        String promotion = "00000000000000000000000000000001";
        shell.json("pin", version, "--promotion", promotion);

        shell.on("release", version).expecting(6);

        assertThat(shell.json("release", version, "--promotion", promotion)).containsEntry("pinned", false);
    }

    @Test
    void aPinnedSetOutlivesAPruneAndAReleasedOneDoesNot() throws IOException {
        String first = (String) shell.backUp().get("version");
        shell.json("pin", first);
        shell.write("model/new", new byte[10]);
        shell.backUp("--full");
        shell.json("verify", "--read-data", 100);

        var pinned = shell.json("prune", "--keep-sets", 1);
        shell.json("release", first);
        var plan = shell.json("prune", "--keep-sets", 1, "--dry-run");
        var released = shell.json("prune", "--keep-sets", 1);

        assertThat(pinned).containsEntry("sets_closed", 0L);
        assertThat(actions(plan)).containsExactly("expire", "keep");
        assertThat(released).containsEntry("sets_closed", 1L);
        shell.on("show", first).expecting(6);
        shell.json("restore", "--to", folder.resolve("standby"));
    }

    private static List<Object> actions(Map<String, Object> answer) {
        return ((List<?>) answer.get("plan"))
                .stream().<Object>map(item -> ((Map<?, ?>) item).get("action")).toList();
    }

    /** By its label: two keys of one second have no order. */
    private static Object wrap(List<?> keys, String label) {
        return keys.stream()
                .map(key -> (Map<?, ?>) key)
                .filter(key -> label.equals(key.get("label")))
                .findFirst()
                .orElseThrow()
                .get("wrap");
    }

    @Test
    void keysAreAddedListedRemovedAndRotated() throws IOException {
        shell.backUp();
        Path second = folder.resolve("second.key");
        shell.json("key add", "--new-key-file", second, "--label", "standby");

        List<?> keys = (List<?>) shell.json("key list").get("keys");
        assertThat(shell.json("key list", "--key-file", second))
                .containsEntry("opened", List.of(wrap(keys, "standby")));
        shell.run("versions", "-r", shell.repository(), "--key-file", second).expecting(0);
        shell.json("key remove", wrap(keys, "standby"));

        assertThat(keys).hasSize(2);
        shell.run("versions", "-r", shell.repository(), "--key-file", second).expecting(7);
        shell.on("key remove", wrap(keys, "first key")).expecting(7);
        assertThat(shell.json("key rotate")).containsEntry("generation", 2L);
        shell.backUp("--full");
        shell.json("restore", "--to", folder.resolve("standby"));
    }

    @Test
    void aKeyThatDoesNotOpenTheNewestSetIsRefusedWithTheNameOfOneThatDoes() {
        String first = (String) shell.backUp().get("version");
        Path second = folder.resolve("second.key");
        shell.json("key add", "--new-key-file", second, "--label", "standby");
        shell.json("key rotate");
        shell.backUp("--full");

        for (List<Object> verb : List.<List<Object>>of(
                List.of("restore", "--to", folder.resolve("standby")),
                List.of("verify"),
                List.of("backup", "--model", "z-image-turbo", shell.folder("model")))) {
            var all = new ArrayList<>(verb);
            all.addAll(List.of("-r", shell.repository(), "--key-file", second, "--json"));
            var error = shell.run(all.toArray()).expecting(7).error();
            assertThat(error).containsEntry("kind", "Refused");
            assertThat((String) error.get("next")).contains("key file 'rotated'");
        }
        shell.run(
                        "restore",
                        "--version",
                        first,
                        "-r",
                        shell.repository(),
                        "--key-file",
                        second,
                        "--to",
                        folder.resolve("old"))
                .expecting(0);
    }

    @Test
    void theRecoverySheetIsEnoughToRestore() throws IOException {
        shell.backUp();

        var sheet = shell.run("key", "export", "-r", shell.repository(), "--key-file", shell.key())
                .expecting(0)
                .out();
        String line = sheet.lines()
                .filter(l -> l.contains("twinkeep-key-1"))
                .findFirst()
                .orElseThrow()
                .strip();
        Path again = Files.writeString(folder.resolve("again.key"), line + "\n");

        assertThat(sheet).contains(shell.repository().toString()).contains("twinkeep restore");
        shell.run("restore", "-r", shell.repository(), "--key-file", again, "--to", folder.resolve("standby"))
                .expecting(0);
    }

    @Test
    void probeAndDoctorAreContentWithAGoodRepository() {
        assertThat(shell.json("probe", "--short")).containsEntry("holds_protocol", true);
        assertThat(shell.json("doctor")).containsEntry("healthy", true);
    }

    @Test
    void theDoctorSaysWhatIsWrongAndWhatToDo() throws IOException {
        Files.setPosixFilePermissions(
                shell.key(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        shell.run("init", "-r", folder.resolve("other"), "--key-file", folder.resolve("other.key"))
                .expecting(0);

        var ended = shell.run("doctor", "-r", folder.resolve("other"), "--key-file", shell.key())
                .expecting(7);

        assertThat(ended.out()).contains("chmod 600").contains("opens nothing");
    }
}
