package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.repository.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsVerbsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 27);

    @TempDir
    Path folder;

    private Shell shell;
    private final byte[] cat = Shell.noise(1, 5_000);
    private final byte[] dog = Shell.noise(2, 6_000);

    @BeforeEach
    void store() throws IOException {
        shell = new Shell(folder).initialised();
        put(DAY, "cats/1.png", cat);
        put(DAY.plusDays(1), "dogs/1.png", dog);
    }

    private Output put(LocalDate day, String path, byte[] bytes) {
        var store = new DirectoryObjectStore(shell.repository());
        var repository = Repository.open(store, List.of(KeyFile.read(shell.key())));
        var description = new Output.Description(FilePath.of(path), "image/png", Instant.EPOCH);
        return new OutputStore(repository, new SecureRandom())
                .put(day, description, () -> new ByteArrayInputStream(bytes))
                .output();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> json, String field) {
        return (List<Map<String, Object>>) json.get(field);
    }

    @Test
    void outputsAreListedByDayAndName() {
        assertThat((List<?>) shell.json("outputs list").get("outputs")).hasSize(2);
        List<Map<String, Object>> one = list(shell.json("outputs list", "--until", DAY), "outputs");
        assertThat(one).hasSize(1);
        assertThat(one.getFirst())
                .containsEntry("path", "cats/1.png")
                .containsEntry("day", DAY.toString())
                .containsEntry("bytes", 5_000L)
                .containsEntry("media_type", "image/png");
        assertThat((List<?>) shell.json("outputs list", "--include", "dogs").get("outputs"))
                .hasSize(1);
        String text = shell.run("outputs", "list", "-r", shell.repository(), "--key-file", shell.key())
                .expecting(0)
                .out();
        assertThat(text).contains("cats/1.png", "dogs/1.png", "2 outputs");
    }

    @Test
    void outputsAreRestoredByteForByte() throws IOException {
        Path to = shell.folder("restored");

        var json = shell.json("outputs restore", "--from", DAY, "--to", to);

        assertThat(json).containsEntry("outputs", 2L).containsEntry("written", 2L);
        assertThat(Files.readAllBytes(to.resolve("cats/1.png"))).isEqualTo(cat);
        assertThat(Files.readAllBytes(to.resolve("dogs/1.png"))).isEqualTo(dog);
        assertThat(shell.json("outputs restore", "--to", to)).containsEntry("written", 0L);
        assertThat(shell.json("outputs restore", "--dry-run", "--to", shell.folder("dry")))
                .containsEntry("written", 2L);
        assertThat(shell.folder("dry").resolve("cats")).doesNotExist();
    }

    @Test
    void whatStandsInTheWayIsRefusedAndStays() throws IOException {
        shell.write("restored/dogs", "theirs".getBytes(StandardCharsets.UTF_8));

        var error = shell.on("outputs restore", "--to", shell.folder("restored"))
                .expecting(7)
                .error();

        assertThat((String) error.get("message")).startsWith("dogs is a file in the target");
        assertThat((String) error.get("next")).startsWith("move it away");
        assertThat(shell.folder("restored").resolve("dogs")).hasContent("theirs");
    }

    @Test
    void whatCanNotBeMeantIsRefused() {
        shell.on("outputs list", "--from", "yesterday").expecting(2);
        shell.on("outputs list", "--from", "2026-11-28", "--until", "2026-11-27")
                .expecting(2);
        shell.on("outputs restore", "--from", "2030-01-01", "--to", shell.folder("x"))
                .expecting(6);
        shell.on("outputs restore", "--to", shell.repository().resolve("x")).expecting(7);
        shell.on("outputs").expecting(2);
        shell.on("prune").expecting(2);
        shell.on("prune", "--outputs-keep", "90d", "--keep-within", "1d").expecting(2);
        shell.on("prune", "--outputs-keep", "5h").expecting(2);
    }

    @Test
    void outputsReachAMirrorAreVerifiedAndMendedThere() throws IOException {
        Path mirror = shell.folder("mirror");
        Files.createDirectories(mirror);

        assertThat(shell.on("replicate", "--to", mirror).expecting(0).json()).containsEntry("outputs", 2L);

        assertThat(shell.json("verify", "--read-data", 100))
                .containsEntry("outputs", 2L)
                .containsEntry("objects_read", 2L);
        Path object =
                shell.repository().resolve(put(DAY, "cats/1.png", cat).key().value());
        Files.write(object, new byte[] {1, 2, 3});
        shell.on("verify", "--read-data", 100).expecting(3);
        shell.on("outputs list").expecting(3);
        assertThat((List<?>) shell.json("verify", "--read-data", 100, "--repair-from", mirror)
                        .get("repaired"))
                .hasSize(1);
        assertThat((List<?>) shell.json("outputs list").get("outputs")).hasSize(2);
    }

    @Test
    void oldOutputsAreNamedAndThenDeleted() throws IOException {
        Path old = shell.repository().resolve(put(DAY, "cats/1.png", cat).key().value());
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(91))));

        var dry = shell.json("prune", "--outputs-keep", "90d", "--dry-run");
        List<Map<String, Object>> plan = list(dry, "outputs_plan");
        assertThat(plan).hasSize(2);
        assertThat(plan.getFirst()).containsEntry("day", DAY.toString()).containsEntry("delete", 1L);
        assertThat(old).exists();

        assertThat(shell.json("prune", "--outputs-keep", "90d")).containsEntry("outputs_deleted", 1L);
        assertThat(old).doesNotExist();
        assertThat((List<?>) shell.json("outputs list").get("outputs")).hasSize(1);
    }
}
