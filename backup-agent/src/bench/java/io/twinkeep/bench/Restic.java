package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.Map;

/** @param compression {@code auto} (its default) or {@code max}; both are zstd */
record Restic(String version, String compression) implements Program {
    @Override
    public String name() {
        return "restic " + compression;
    }

    @Override
    public String description() {
        return version + "; repository version 2, --compression " + compression
                + (compression.equals("auto") ? " (its default)" : "")
                + "; encrypted (AES-CTR, Poly1305); fsyncs each file of the repository, has no option for it";
    }

    /** At its highest level zstd takes minutes for a gigabyte: of interest are the bytes, which are always the same. */
    @Override
    public boolean isSlow() {
        return compression.equals("max");
    }

    @Override
    public Command create(Store store) {
        return restic(store).and("init", "--repository-version", "2");
    }

    @Override
    public Command backup(Store store, Path model, String label) {
        return restic(store).and("--compression", compression, "backup", "--tag", label, model.toString());
    }

    @Override
    public Command restore(Store store, String label, String digest, Path target) {
        return restic(store).and("restore", "latest", "--tag", label, "--target", target.toString());
    }

    @Override
    public Path restored(Path target, Path model) {
        return target.resolve(model.getRoot().relativize(model));
    }

    private static Command restic(Store store) {
        Command command = Program.command(
                store, Map.of("RESTIC_PASSWORD", "benchmark"), "restic", "--quiet", "-r", store.address());
        return store.uploadLimit() == 0
                ? command
                : command.and("--limit-upload", String.valueOf(store.uploadLimit() >> 10));
    }
}
