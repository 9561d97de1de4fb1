package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.Map;

/** One program with one new repository. Not thread-safe. */
final class Trial {
    private final Lab lab;
    private final Program program;
    private final Store store;
    private final Path folder;
    private Map<String, Object> answer = Map.of();

    private Trial(Lab lab, Program program, Store store, Path folder) {
        this.lab = lab;
        this.program = program;
        this.store = store;
        this.folder = folder;
    }

    /** With a repository in a folder of this machine. */
    static Trial local(Lab lab, Program program) {
        Path folder = lab.turnFolder();
        return create(lab, program, Store.local(folder), folder);
    }

    /** @param folder of this turn: the program's home and what it restores lie in it */
    static Trial create(Lab lab, Program program, Store store, Path folder) {
        Folders.fresh(store.home());
        lab.runner().run(program.create(store));
        return new Trial(lab, program, store, folder);
    }

    Store store() {
        return store;
    }

    /** What Twinkeep told of what it did last; empty for others. */
    Map<String, Object> answer() {
        return answer;
    }

    /** A measured backup of what {@code model} holds, to be named {@code label}. */
    Sample backup(Path model, String label) {
        long before = Folders.bytes(store.folder());
        Runner.Ran ran = lab.inPlace(
                model, () -> lab.runner().measure(program.backup(store, lab.place(), label), store.folder()));
        answer = program.answer(ran.out());
        return ran.sample().withStored(Folders.bytes(store.folder()) - before);
    }

    /** A measured restore to an empty folder. @throws BenchFailure if what comes back is not the model */
    Sample restore(Path model, String label) {
        return restore(store, model, label);
    }

    /** The same by another way to the repository. */
    Sample restore(Store way, Path model, String label) {
        Path target = Folders.fresh(folder.resolve("restored"));
        Sample sample = restoreInto(way, target, model, label);
        Folders.delete(target);
        return sample;
    }

    /** The same into a folder that may hold another version, and which stays. */
    Sample restoreInto(Store way, Path target, Path model, String label) {
        String digest = lab.digest(model);
        Runner.Ran ran = lab.runner().measure(program.restore(way, label, digest, target), target);
        answer = program.answer(ran.out());
        String restored = Folders.digest(program.restored(target, lab.place()));
        if (!restored.equals(digest)) {
            throw new BenchFailure(
                    program.name() + " restored other bytes than it was given: digest " + restored + " instead of "
                            + digest,
                    "no figure of it counts; look into " + target + " if it is still there");
        }
        return ran.sample();
    }
}
