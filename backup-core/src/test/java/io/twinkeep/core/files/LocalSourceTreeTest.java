package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalSourceTreeTest extends SourceTreeContract {
    @Override
    SourceTree open(Path directory) {
        return FileTrees.source(directory.toString(), VfsSettings.DEFAULT);
    }

    @Override
    boolean readsSymlinks() {
        return true;
    }

    @Override
    boolean namesAreBytes() {
        return true;
    }

    @Override
    boolean knowsModes() {
        return true;
    }

    @Override
    long timeStep() {
        return 1;
    }

    /** The JDK decodes names as ASCII there, so what works in one locale must be tried in the other. */
    @Test
    void namesAreKeptToTheByteInAnyLocale() throws Exception {
        disk.bash("mkdir $'d\\xc3'; echo -n 1 >$'d\\xc3/\\xff'; echo -n 22 >$'\\xc3\\xbc'; ln -s $'\\xfe/' l");

        for (String locale : new String[] {"C", "C.UTF-8"}) {
            assertThat(listedIn(locale))
                    .isEqualTo("64c3 DIRECTORY 0 \n64c32fff FILE 1 \n6c SYMLINK 0 fe2f\nc3bc FILE 2 \n");
        }
    }

    private String listedIn(String locale) throws Exception {
        var java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListingMain.class.getName(),
                        disk.directory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        java.environment().put("LC_ALL", locale);
        var process = java.start();
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return out;
    }

    @Test
    void aRootThatIsASymlinkIsFollowedOnce() throws IOException {
        disk.file("f", "1");
        Path current = Files.createSymbolicLink(temporary.resolve("current"), disk.directory());
        try (var tree = open(current)) {
            Files.delete(current);

            assertThat(tree.list()).hasSize(1);
        }
    }

    @Test
    void aReaderThatIsInterruptedSaysSo() {
        disk.file("f", "1");
        try (var tree = open(disk.directory());
                var file = tree.open(Disk.path("f"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.read(0, new byte[1], 0, 1))
                    .isInstanceOf(Failed.class)
                    .hasMessageContaining("stopped");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
