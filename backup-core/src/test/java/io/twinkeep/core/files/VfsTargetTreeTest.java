package io.twinkeep.core.files;

import java.nio.file.Path;

/** Through VFS's own provider for local files, as an example of all that VFS knows. */
class VfsTargetTreeTest extends TargetTreeContract {
    @Override
    TargetTree open(Path directory) {
        return new RemoteTargetTree(VfsDisk.open(directory.toUri().toString()));
    }

    @Override
    boolean writesSymlinks() {
        return false;
    }

    @Override
    boolean namesAreBytes() {
        return false;
    }

    @Override
    boolean knowsModes() {
        return false;
    }

    @Override
    long timeStep() {
        return 1_000_000;
    }
}
