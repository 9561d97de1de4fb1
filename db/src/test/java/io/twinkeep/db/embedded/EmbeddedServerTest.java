package io.twinkeep.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir
    Path folder;

    @Test
    void itsLibrariesNeedNotBeOnTheProgramsClassPath() throws IOException {
        var jars = new ArrayList<URL>();
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            jars.add(Path.of(jar).toUri().toURL());
        }
        try (var libraries = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
                var server = EmbeddedServer.primary(libraries, folder.resolve("data"), "isolated")) {
            server.execute("postgres", "create table public.kept (n int)");
        }
        ClassLoader own = EmbeddedServerTest.class.getClassLoader();
        try (var again = EmbeddedServer.primary(own, folder.resolve("data"), "isolated")) {
            again.execute("postgres", "insert into public.kept values (1)");
            assertThatThrownBy(() -> again.execute("postgres", "insert into public.lost values (1)"))
                    .isInstanceOf(Failed.class);
        }
    }

    @Test
    void aKilledOneComesBackOnItsPortWithWhatWasCommitted() {
        ClassLoader own = EmbeddedServerTest.class.getClassLoader();
        try (var server = EmbeddedServer.primary(own, folder.resolve("data"), "killed")) {
            server.execute("postgres", "create table public.kept (n int)");
            server.kill();
            assertThatThrownBy(() -> server.execute("postgres", "select 1")).isInstanceOf(Failed.class);
            try (var again = server.restarted()) {
                again.execute("postgres", "insert into public.kept values (1)");
                assertThat(again.host()).isEqualTo(server.host());
            }
        }
    }
}
