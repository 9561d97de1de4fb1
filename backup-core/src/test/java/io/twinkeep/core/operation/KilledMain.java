package io.twinkeep.core.operation;

import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Repository;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * One operation in a process of its own, to be killed: {@code VERB REPOSITORY KEY-FILE OPERAND [CHANGE before|after LOG]}.
 * The operand is a directory, a mirror, or how many sets to keep; the rest says when it kills itself.
 */
final class KilledMain {
    private KilledMain() {}

    public static void main(String[] arguments) {
        UnaryOperator<ObjectStore> wrapping = UnaryOperator.identity();
        if (arguments.length > 4) {
            var moment = new DyingObjectStore.Moment(
                    Integer.parseInt(arguments[4]), arguments[5].equals("after"), Path.of(arguments[6]));
            var changes = new AtomicInteger();
            wrapping = store -> new DyingObjectStore(store, changes, moment);
        }
        Path store = Path.of(arguments[1]);
        String operand = arguments[3];
        ObjectStore wrapped = wrapping.apply(new DirectoryObjectStore(store));
        System.out.println(
                arguments[0].equals("replicate")
                        ? replicate(wrapped, wrapping.apply(new DirectoryObjectStore(Path.of(operand))))
                        : run(arguments[0], engine(wrapped, Path.of(arguments[2])), operand));
    }

    private static long run(String verb, Engine engine, String operand) {
        return switch (verb) {
            case "backup" -> backup(engine, operand, false);
            case "full" -> backup(engine, operand, true);
            case "restore" -> restore(engine, operand);
            case "prune" -> prune(engine, Integer.parseInt(operand));
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static long backup(Engine engine, String directory, boolean full) {
        try (SourceTree source = FileTrees.source(directory, VfsSettings.DEFAULT)) {
            var order = new Backup.Order(TestModel.MODEL, full, new TreeMap<>(), PathFilter.ALL, false);
            return new Backup(engine).run(source, order).bytesStored();
        }
    }

    private static long restore(Engine engine, String directory) {
        try (TargetTree target = FileTrees.target(directory, VfsSettings.DEFAULT)) {
            var order = new Restore.Order(TestModel.MODEL, new VersionSelector.Latest(), PathFilter.ALL, true, false);
            return new Restore(engine).run(target, order).bytesDownloaded();
        }
    }

    private static long prune(Engine engine, int keepSets) {
        var rules = new KeepRules(keepSets, Duration.ZERO);
        return new Prune(engine, Optional.empty()).run(TestModel.MODEL, rules).objectsDeleted();
    }

    private static long replicate(ObjectStore store, ObjectStore mirror) {
        return new Replicate(
                        Repository.openWithoutKey(store),
                        Repository.openWithoutKey(mirror),
                        new SecureRandom(),
                        Limits.ofThreads(2),
                        Progress.NONE)
                .run(List.of())
                .bytes();
    }

    static Engine engine(Path store, Path keyFile) {
        return engine(new DirectoryObjectStore(store), keyFile);
    }

    private static Engine engine(ObjectStore store, Path keyFile) {
        return Engine.on(
                Repository.open(store, List.of(KeyFile.read(keyFile))),
                Codecs::create,
                new SecureRandom(),
                InstantSource.system(),
                Limits.ofThreads(2),
                Progress.NONE);
    }
}
