package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("real")
class SftpTargetTreeTest extends TargetTreeContract {
    @RegisterExtension
    static final SshServer server = new SshServer();

    @Override
    TargetTree open(Path directory) {
        return FileTrees.target(server.uri(directory), server.settings());
    }

    @Override
    boolean writesSymlinks() {
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
        return 1_000_000_000;
    }

    @Test
    void onlyTheOwnerCanEnterThePartialFiles() {
        tree.partial("label").close();

        assertThat(disk.bash("stat -c %a .twinkeep-partial")).isEqualTo("700\n");
    }

    @Test
    void freeBytesAreThoseOfTheOtherDisk() {
        long free =
                Long.parseLong(disk.bash("df --output=avail -B1 . | tail -1").strip());

        assertThat(tree.freeBytes()).isBetween(free / 2, free * 2);
    }
}
