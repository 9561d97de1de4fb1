package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinkeep.core.errors.BackupException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What modes forbid. They forbid root nothing, so root gives that right away for a process of its own. */
@Tag("real")
class LocalPermissionsTest {
    @TempDir
    Path temporary;

    private Disk disk;

    @BeforeEach
    void makeTree() {
        disk = new Disk(temporary).file("d/old", "1").file("d/f", "1");
    }

    @AfterEach
    void letTheTreeBeRemoved() {
        disk.bash("chmod -R u+rwx .");
    }

    @Test
    void aDirectoryThatMayNotBeListedFailsTheListing() throws Exception {
        disk.bash("chmod 0000 d");

        assertThat(withoutRightsOfRoot("list"))
                .startsWith("Failed: may not read d in")
                .contains("permission denied");
    }

    @Test
    void aFileThatMayNotBeReadSaysSo() throws Exception {
        disk.bash("chmod 0000 d/f");

        assertThat(withoutRightsOfRoot("open")).startsWith("Failed: may not read d/f in");
    }

    @Test
    void aReadOnlyDirectoryOfTheOwnerIsWrittenToAndReadOnlyAfterwards() throws Exception {
        disk.bash("chmod 0555 d");

        assertThat(withoutRightsOfRoot("restore")).isEqualTo("done\n");

        assertThat(disk.bash("stat -c %a d; ls d; cat d/f")).isEqualTo("555\nf\nnew\nnew");
    }

    @Test
    void whatBelongsToSomebodyElseKeepsItsContentAndIsReported() throws Exception {
        assumeTrue(disk.bash("id -u").equals("0\n"), "only root can give files away");
        disk.bash("chmod 0777 d . && chmod 0600 d/f && chown -R 12345 .");

        assertThat(withoutRightsOfRoot("correct"))
                .isEqualTo(
                        "d: its time and mode can't be set: it belongs to another user, or its disk has none\n"
                                + "d/f: its time and mode can't be set: it belongs to another user, or its disk has none\ndone\n");
        // What is right already needs nobody's leave.
        disk.bash("touch -d @981173106.123456789 d/f d && chmod 0444 d/f && chmod 0755 d && chown -R 12345 .");
        assertThat(withoutRightsOfRoot("correct")).isEqualTo("done\n");
    }

    private String withoutRightsOfRoot(String order) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (disk.bash("id -u").equals("0\n")) {
            command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LocalPermissionsTest.class.getName(),
                order,
                temporary.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return out;
    }

    public static void main(String[] arguments) {
        try {
            switch (arguments[0]) {
                case "list" ->
                    FileTrees.source(arguments[1], VfsSettings.DEFAULT).list();
                case "open" ->
                    FileTrees.source(arguments[1], VfsSettings.DEFAULT).open(Disk.path("d/f"));
                case "correct" -> correct(FileTrees.target(arguments[1], VfsSettings.DEFAULT));
                default -> restore(FileTrees.target(arguments[1], VfsSettings.DEFAULT));
            }
            System.out.println("done");
        } catch (BackupException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static void correct(TargetTree tree) {
        tree.setAttributes(TargetTreeContract.file("d/f", 0444));
        tree.setAttributes(TargetTreeContract.directory("d", 0755));
        tree.notSet().forEach(left -> System.out.println(left.path() + ": " + left.why()));
    }

    private static void restore(TargetTree tree) {
        tree.remove(Disk.path("d/old"));
        for (String name : List.of("d/f", "d/new")) {
            try (var partial = tree.partial("label")) {
                partial.write(0, "new".getBytes(), 0, name.equals("d/f") ? 3 : 0);
                tree.install(partial, TargetTreeContract.file(name, 0444));
            }
        }
        tree.finish();
    }
}
