package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupAndRestoreVerbsTest {
    private static final String COREUTILS =
            "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum";

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() throws IOException {
        shell = new Shell(folder).initialised();
    }

    @Test
    void aModelComesBackAndItsDigestIsWhatCoreutilsSay() throws Exception {
        var full = shell.backUp("--tag", "step=100");
        shell.write("model/new", new byte[100]);
        var incremental = shell.backUp();

        var restored = shell.json("restore", "--to", folder.resolve("standby"));

        assertThat(full)
                .containsEntry("model", "z-image-turbo")
                .containsEntry("set", "1-1")
                .containsEntry("slot", 0L)
                .containsEntry("kind", "full")
                .containsEntry("files", 3L)
                .containsEntry("bytes_total", 300_008L)
                .containsEntry("bytes_read", 300_008L)
                .containsKeys("bytes_stored", "seconds");
        assertThat(incremental).containsEntry("kind", "incremental").containsEntry("slot", 1L);
        assertThat(restored)
                .containsEntry("version", incremental.get("version"))
                .containsEntry("files", 4L)
                .containsEntry("bytes_written", 300_108L)
                .containsEntry("bytes_reused", 0L)
                .containsEntry("not_set", List.of())
                .containsKeys("bytes_downloaded", "seconds");
        String coreutils = Shell.program(folder.resolve("standby"), new byte[0], "bash", "-c", COREUTILS);
        assertThat(coreutils).startsWith((String) restored.get("version"));
    }

    @Test
    void aBackupTellsScriptsWhatEachOfItsStagesTook() throws Exception {
        var full = shell.backUp();

        assertThat(stage(full, "read")).containsEntry("bytes", 300_008L);
        assertThat(stage(full, "digest").get("bytes")).isEqualTo(2 * 300_008L + pageBytes(full));
        assertThat(stage(full, "check")).containsEntry("bytes", 300_008L + pageBytes(full));
        assertThat(stage(full, "commit")).containsEntry("times", 1L);
        assertThat(stage(full, "upload").get("bytes"))
                .isEqualTo(stage(full, "pack").get("bytes"));
        assertThat((Long) full.get("bytes_uploaded")).isGreaterThan((Long) full.get("bytes_stored"));
        assertThat((Long) part(full, "requests", "put_if_absent").get("calls")).isPositive();
    }

    private static Map<String, Object> stage(Map<String, Object> answer, String name) {
        return part(answer, "stages", name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> part(Map<String, Object> answer, String field, String name) {
        return ((Map<String, Map<String, Object>>) answer.get(field)).get(name);
    }

    /** The manifest's pages are stored like the chunks of files, but come from none. */
    private static long pageBytes(Map<String, Object> answer) {
        return (Long) stage(answer, "encode").get("bytes") - 300_008L;
    }

    @Test
    void whatABackupDoesNotKeepIsWarnedOfAndListed() throws Exception {
        Shell.program(shell.folder("model"), new byte[0], "bash", "-c", "mkfifo pipe; chmod 4755 model_index.json");

        var ended = shell.run(
                        "backup",
                        "-r",
                        shell.repository(),
                        "--key-file",
                        shell.key(),
                        "--model",
                        "m",
                        shell.folder("model"))
                .expecting(0);
        var again = shell.backUp();

        assertThat(ended.err())
                .contains(
                        "warning: model_index.json: its setuid or setgid bit will not be restored",
                        "warning: pipe: a named pipe is not backed up");
        assertThat(ended.out()).contains("2 entries not kept as on disk");
        assertThat(again)
                .containsEntry(
                        "skipped",
                        List.of(
                                Map.of(
                                        "path",
                                        "model_index.json",
                                        "why",
                                        "its setuid or setgid bit will not be restored"),
                                Map.of("path", "pipe", "why", "a named pipe is not backed up")));
    }

    @Test
    void digestSaysWhatCoreutilsSayForOddNamesToo() throws Exception {
        shell.write("model/line\nbreak and \\ backslash", new byte[3]);

        String digest = shell.run("digest", shell.folder("model")).expecting(0).out();

        String coreutils = Shell.program(shell.folder("model"), new byte[0], "bash", "-c", COREUTILS);
        assertThat(digest.strip()).isEqualTo(coreutils.split(" ")[0]);
    }

    @Test
    void showIsAListThatSha256sumChecks() throws Exception {
        shell.write("model/line\nbreak and \\ backslash", new byte[3]);
        String version = (String) shell.backUp().get("version");

        byte[] listing = shell.run("show", version.substring(0, 8), "-r", shell.repository(), "--key-file", shell.key())
                .expecting(0)
                .stdout();

        Shell.program(shell.folder("model"), listing, "sha256sum", "--check", "--strict", "--quiet");
        assertThat(Shell.program(folder, listing, "sha256sum")).startsWith(version);
    }

    @Test
    void versionsAndDiffTellWhatChanged() throws IOException {
        String first = (String) shell.backUp("--tag", "step=100").get("version");
        shell.write("model/new", new byte[100]);
        shell.write("model/model_index.json", new byte[7]);
        Files.delete(shell.folder("model/unet/naïve name"));
        shell.backUp("--allow-shrink");

        var versions = shell.json("versions", "--model", "z-image-turbo");
        var diff = shell.json("diff", first, "latest");

        assertThat((List<?>) versions.get("versions"))
                .first()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("version", first)
                .containsEntry("tags", Map.of("step", "100"))
                .containsEntry("pinned", false);
        assertThat(diff)
                .containsEntry("added", List.of(Map.of("path", "new", "bytes", 100L)))
                .containsEntry("removed", List.of(Map.of("path", "unet/naïve name", "bytes", 5L)))
                .containsEntry("changed", List.of(Map.of("path", "model_index.json", "bytes_before", 3L, "bytes", 7L)));
    }

    @Test
    void anOlderVersionComesBackByDigestOrByTime() throws IOException {
        var first = shell.backUp();
        shell.write("model/new", new byte[100]);
        shell.backUp();
        String prefix = ((String) first.get("version")).substring(0, 6);

        shell.json("restore", "--version", prefix, "--to", folder.resolve("by-digest"));

        assertThat(folder.resolve("by-digest/new")).doesNotExist();
        shell.on("restore", "--at", "2001-01-01", "--to", folder.resolve("by-time"))
                .expecting(6);
        shell.json("restore", "--at", "2101-01-01T00:00:00Z", "--to", folder.resolve("by-time"));
        assertThat(folder.resolve("by-time/new")).exists();
    }

    @Test
    void whatIsNotInTheVersionIsReportedAndRemovedOnlyWhenAsked() throws IOException {
        shell.backUp();
        shell.write("standby/stranger", new byte[1]);

        var kept = shell.json("restore", "--to", folder.resolve("standby"));
        var removed = shell.json("restore", "--delete", "--to", folder.resolve("standby"));

        assertThat(kept).containsEntry("extraneous", List.of("stranger")).containsEntry("removed", List.of());
        assertThat(removed).containsEntry("removed", List.of("stranger")).containsEntry("bytes_written", 0L);
        assertThat(folder.resolve("standby/stranger")).doesNotExist();
    }

    @Test
    void aDryRunAndAFilterWriteNoMoreThanTheySay() {
        shell.backUp();

        var plan = shell.json("restore", "--dry-run", "--to", folder.resolve("standby"));
        var part = shell.json("restore", "--include", "*.json", "--to", folder.resolve("part"));

        assertThat(plan).containsEntry("dry_run", true).containsEntry("bytes_written", 300_008L);
        assertThat(folder.resolve("standby/unet")).doesNotExist();
        assertThat(part).containsEntry("files", 1L);
        assertThat(folder.resolve("part/unet")).doesNotExist();
    }

    @Test
    void namesAreTakenAsOtherVerbsPrintThem() {
        String version = (String) shell.backUp().get("version");

        var part = shell.json("restore", "--include", "./model_index.json", "--to", folder.resolve("part"));

        assertThat(part).containsEntry("files", 1L);
        assertThat(shell.json("show", version.toUpperCase(Locale.ROOT))).containsEntry("version", version);
        assertThat(shell.json("show", "LATEST")).containsEntry("version", version);
    }

    @Test
    void aRehearsalSaysThatItOnlyWould() {
        shell.backUp();

        var ended = shell.run(
                        "restore",
                        "-r",
                        shell.repository(),
                        "--key-file",
                        shell.key(),
                        "--dry-run",
                        "--to",
                        folder.resolve("standby"))
                .expecting(0);

        assertThat(ended.out()).contains("would write", "download ").doesNotContain("downloaded");
    }

    @Test
    void whereSeveralModelsAreTheModelMustBeNamed() throws IOException {
        shell.backUp();
        shell.json("backup", "--model", "other", "--exclude", "unet", shell.folder("model"));

        shell.on("restore", "--to", folder.resolve("standby")).expecting(2);
        shell.on("restore", "--model", "third", "--to", folder.resolve("standby"))
                .expecting(6);
        shell.json("restore", "--model", "other", "--to", folder.resolve("standby"));
        assertThat(folder.resolve("standby")).isDirectoryNotContaining("glob:**/unet");
    }

    @Test
    void anEmptySourceIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("empty"));

        var refused =
                shell.on("backup", "--model", "m", folder.resolve("empty")).expecting(7);

        assertThat(refused.error()).containsEntry("kind", "Refused").containsEntry("exit_code", 7L);
    }
}
