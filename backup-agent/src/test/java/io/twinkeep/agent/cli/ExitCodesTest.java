package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
    void helpAndVersionAreOneJsonObjectForScripts() {
        for (List<String> args : List.of(
                List.of("help", "--json"),
                List.of("help", "backup", "--json"),
                List.of("help", "--json", "backup"),
                List.of("backup", "--help", "--json"),
                List.of("key", "--help"),
                List.of("--help", "--json"))) {
            var ended = shell.run(args.toArray()).expecting(0);
            String page = args.contains("--json") ? (String) ended.json().get("help") : ended.out();
            assertThat(page).as(args.toString()).contains("Usage: twinkeep");
        }
        assertThat(shell.run("--version", "--json").expecting(0).json())
                .containsEntry("program", "twinkeep")
                .containsKeys("version", "java");
    }

    @Test
    void jsonMayStandBeforeTheVerb() throws IOException {
        shell.initialised();

        assertThat(shell.run("--json", "digest", shell.folder("model"))
                        .expecting(0)
                        .json())
                .containsEntry("files", 3L);
    }

    @Test
    void anUnknownOptionIsToldBeforeWhatItMakesMissing() {
        var ended = shell.run("restore", "--too", "x").expecting(USAGE);

        assertThat(ended.err())
                .startsWith("twinkeep: Unknown option")
                .contains("--too", "Missing required option: '--to=DIR'", "did you mean --to?");
    }

    @Test
    void anUnknownVariableIsWarnedOfWithTheNearestName() throws IOException {
        shell.initialised().with("TWINKEEP_REPOSITRY", "x").with("TWINKEEP_DEBUG", "");

        var ended = shell.run("digest", shell.folder("model")).expecting(0);

        assertThat(ended.err().lines().filter(line -> line.startsWith("warning: ")))
                .singleElement()
                .asString()
                .contains("TWINKEEP_REPOSITRY", "did you mean TWINKEEP_REPOSITORY?");
    }

    @Test
    void aPlaceThatTakesNoFilesIsOneClearMessage() throws IOException {
        shell.initialised().backUp();

        for (String place : List.of("/proc", "/proc/new")) {
            var error = shell.on("restore", "--to", place).expecting(1).error();
            assertThat((String) error.get("message")).startsWith("nothing can be written to " + place);
        }
    }

    @Test
    void aDirectoryAsAKeyFileIsToldInWords() throws IOException {
        shell.initialised();

        var ended = shell.run("versions", "-r", shell.repository(), "--key-file", folder)
                .expecting(USAGE);

        assertThat(ended.err()).contains("is a directory").doesNotContain("java.");
    }

    @Test
    void whatIsMerelyTheLeastUnlikeIsNotSuggested() {
        assertThat(shell.run("nonsense").expecting(USAGE).err()).doesNotContain("did you mean");
        assertThat(shell.run("bakup").expecting(USAGE).err()).contains("did you mean backup?");
        assertThat(shell.with("TWINKEEP_ZZZ", "1")
                        .run("digest", folder)
                        .expecting(0)
                        .err())
                .contains("TWINKEEP_ZZZ is no setting")
                .doesNotContain("did you mean");
    }

    @Test
    void helpOfAVerbOfKeyIsThatOfTheVerb() {
        assertThat(shell.run("help", "key", "add").expecting(0).out())
                .contains("Usage: twinkeep key add", "--new-key-file");
        assertThat((String) shell.run("help", "key", "add", "--json")
                        .expecting(0)
                        .json()
                        .get("help"))
                .contains("--new-key-file");
    }

    @Test
    void keyWithoutAVerbTakesJsonToo() {
        assertThat((String) shell.run("key", "--json").expecting(USAGE).error().get("message"))
                .startsWith("no verb was given");
    }

    @Test
    void withoutAnyKeyTheMessageIsThatThereIsNone() throws IOException {
        shell.initialised();

        assertThat(shell.run("versions", "-r", shell.repository())
                        .expecting(USAGE)
                        .err())
                .contains("no key was named", "next: give --key-file");
    }

    @Test
    void aKeyThatOthersCanReadIsWarnedOfAtEachUse() throws IOException {
        shell.initialised();
        assertThat(shell.on("versions").expecting(0).err()).doesNotContain("chmod");

        Files.setPosixFilePermissions(shell.key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(shell.on("versions").expecting(0).err()).contains("warning: " + shell.key(), "chmod 600");
    }

    @Test
    void everyFailureHasTheSameShapeBesideTheFieldsOfItsVerb() throws IOException {
        shell.initialised().backUp();
        shell.json("replicate", "--to", folder.resolve("mirror"));
        shell.write("model/new", new byte[9]);
        shell.backUp();
        Path slot = shell.repository().resolve("models/z-image-turbo/1-1/slots/1");
        byte[] damaged = Files.readAllBytes(slot);
        damaged[damaged.length / 2] ^= 1;
        Files.write(slot, damaged);

        var verified = shell.on("verify").expecting(3);
        var replicated = shell.on("replicate", "--to", folder.resolve("mirror")).expecting(3);
        var examined =
                shell.run("doctor", "-r", folder.resolve("nowhere"), "--json").expecting(6);

        assertThat(verified.json()).containsEntry("healthy", false);
        assertThat(replicated.json()).containsKey("problems");
        assertThat(examined.json()).containsEntry("healthy", false).containsKey("checks");
        for (var ended : List.of(verified, replicated, examined)) {
            assertThat(ended.error()).containsKeys("kind", "message", "next").containsEntry("exit_code", (long)
                    ended.code());
        }
    }

    @Test
    void onlyAVersionedBucketHasAPast() throws IOException {
        shell.initialised().backUp();

        for (List<String> verb :
                List.of(List.of("versions"), List.of("show", "latest"), List.of("diff", "latest", "latest"))) {
            var args = new ArrayList<Object>(verb.subList(1, verb.size()));
            args.addAll(List.of("--as-of", "2026-01-01"));
            assertThat(shell.on(verb.getFirst(), args.toArray())
                            .expecting(7)
                            .error()
                            .get("message")
                            .toString())
                    .contains("version");
        }
    }

    @Test
    void linesAndEscapesAreRefusedInTagsAndLabels() throws IOException {
        shell.initialised();

        for (String text : List.of("a\nb", "\u001b[31m")) {
            shell.on("backup", "--model", "m", "--tag", "note=" + text, shell.folder("model"))
                    .expecting(USAGE);
            shell.on("key add", "--new-key-file", folder.resolve("new.key"), "--label", text)
                    .expecting(USAGE);
        }
        assertThat(folder.resolve("new.key")).doesNotExist();
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
                        List.of("versions", "-r", folder, "--threads", "0", "--json"),
                        List.of("versions", "-r", folder, "--memory", "much", "--json"))
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
