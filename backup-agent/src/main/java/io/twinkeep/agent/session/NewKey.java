package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.Passphrase;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.RepositoryId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The key of a new repository; {@code file} is the key file that was written for it, empty with a passphrase. */
public record NewKey(KeySource source, Optional<Path> file) {
    public static NewKey make(AgentConfig config, RepositoryId id, RandomGenerator random) {
        int named = config.keyFiles().size() + config.passphraseFiles().size();
        if (named > 1) {
            throw new BadUsage(
                    "a new repository takes one key, " + named + " were named",
                    "name one --key-file or one --passphrase-file; 'twinkeep key add' adds others later");
        }
        if (!config.passphraseFiles().isEmpty()) {
            return new NewKey(Passphrase.read(config.passphraseFiles().getFirst()), Optional.empty());
        }
        Path file = config.keyFiles().isEmpty()
                ? inHome(config.defaultKeyFile(id.toString()))
                : config.keyFiles().getFirst();
        return new NewKey(
                KeyFile.create(file, id, random),
                Optional.of(file.toAbsolutePath().normalize()));
    }

    private static Path inHome(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return file;
        } catch (IOException e) {
            throw new Failed(
                    "the folder " + file.getParent() + " can't be made: " + e, "name a --key-file somewhere else", e);
        }
    }

    /** Removes the file again; only for a repository that was not made. */
    void discard() {
        file.ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new Failed("the key file " + path + " of a repository that was not made can't be removed", "", e);
            }
        });
    }
}
