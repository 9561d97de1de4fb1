package io.twinkeep.core.files;

import java.nio.file.Path;

/** Through VFS's own provider for local files, as an example of all that VFS knows. */
class VfsSourceTreeTest extends SourceTreeContract {
    @Override
    SourceTree open(Path directory) {
        RemoteDisk disk = VfsDisk.open(directory.toUri().toString());
        return new RemoteSourceTree(disk, new Lanes(disk), VfsSettings.Times.NO_PROOF, disk::close);
    }

    @Override
    boolean readsSymlinks() {
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
