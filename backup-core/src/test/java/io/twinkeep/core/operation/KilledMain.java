package io.twinkeep.core.operation;

import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.repository.Repository;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/** A backup or a restore in a process of its own, to be killed: {@code backup|restore REPOSITORY KEY-FILE DIRECTORY}. */
final class KilledMain {
    private KilledMain() {}

    public static void main(String[] arguments) {
        Engine engine = engine(Path.of(arguments[1]), Path.of(arguments[2]));
        if (arguments[0].equals("backup")) {
            try (SourceTree source = FileTrees.source(arguments[3], VfsSettings.DEFAULT)) {
                var order = new Backup.Order(TestModel.MODEL, false, new TreeMap<>(), PathFilter.ALL, false);
                System.out.println(new Backup(engine).run(source, order).bytesStored());
            }
        } else {
            try (TargetTree target = FileTrees.target(arguments[3], VfsSettings.DEFAULT)) {
                var order =
                        new Restore.Order(TestModel.MODEL, new VersionSelector.Latest(), PathFilter.ALL, true, false);
                System.out.println(new Restore(engine).run(target, order).bytesDownloaded());
            }
        }
    }

    static Engine engine(Path store, Path keyFile) {
        var random = new SecureRandom();
        return Engine.on(
                Repository.open(new DirectoryObjectStore(store), List.of(KeyFile.read(keyFile))),
                Codecs::create,
                random,
                InstantSource.system(),
                Limits.ofThreads(2),
                Progress.NONE);
    }
}
