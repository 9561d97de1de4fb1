package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.Map;

/** @param compression {@code lz4} (its default) or {@code zstd} (level 3) */
record Borg(String version, String compression) implements Program {
    @Override
    public String name() {
        return "borg " + compression;
    }

    @Override
    public String description() {
        return version + "; repository version 1, --compression " + compression
                + (compression.equals("lz4") ? " (its default)" : " (level 3)")
                + "; encrypted (repokey: AES-CTR, HMAC-SHA256); fsyncs each segment, has no option for it";
    }

    @Override
    public Command create(Store store) {
        return borg(store, "init", "--encryption", "repokey", store.address());
    }

    @Override
    public Command backup(Store store, Path model, String label) {
        return borg(store, "create", "--compression", compression, archive(store, label), ".")
                .in(model);
    }

    @Override
    public Command restore(Store store, String label, String digest, Path target) {
        return borg(store, "extract", archive(store, label)).in(target);
    }

    @Override
    public Path restored(Path target, Path model) {
        return target;
    }

    private static String archive(Store store, String label) {
        return store.address() + "::" + label;
    }

    private static Command borg(Store store, String... words) {
        return Program.command(
                        store,
                        Map.of(
                                "BORG_PASSPHRASE", "benchmark",
                                // Models change their place between a day and the next, which a person would be asked
                                // about.
                                "BORG_RELOCATED_REPO_ACCESS_IS_OK", "yes",
                                "BORG_BASE_DIR", store.home().toString()),
                        "borg")
                .and(words);
    }
}
