package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoVerbTest {
    @TempDir
    Path folder;

    private Shell shell;
    private Path temp;

    @BeforeEach
    void openShell() throws IOException {
        shell = new Shell(folder);
        temp = Files.createDirectory(folder.resolve("temp"));
    }

    @Test
    void theStandbyGetsTheLostModelByteForByteAndNothingIsLeftBehind() {
        var told = shell.run("demo", "--tiny", "--once", "--temp", temp, "--json")
                .expecting(0)
                .json();

        assertThat(told).containsEntry("identical", true).containsEntry("version", told.get("restored_version"));
        assertThat((List<?>) told.get("steps")).hasSize(3);
        assertThat(sent(told, 1)).isLessThan(sent(told, 0) / 4);
        assertThat(temp).isEmptyDirectory();
    }

    private static long sent(Map<String, Object> told, int step) {
        return (Long) ((Map<?, ?>) ((List<?>) told.get("steps")).get(step)).get("bytes_sent");
    }

    @Test
    void aModelOfOnesOwnIsOnlyRead() throws IOException {
        shell.write("model/weights.bin", Shell.noise(1, 100_000));
        String before = shell.run("digest", shell.folder("model")).out();

        var told = shell.run("demo", shell.folder("model"), "--temp", temp, "--json")
                .expecting(0)
                .json();

        assertThat(told).containsEntry("version", before.strip()).containsEntry("identical", true);
        assertThat(shell.run("digest", shell.folder("model")).out()).isEqualTo(before);
        assertThat(temp).isEmptyDirectory();
    }
}
