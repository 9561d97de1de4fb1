package io.twinkeep.agent.config;

import io.twinkeep.core.objectstore.RepositoryAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository, the own one or a mirror.
 *
 * @param name {@code repository} for the own one
 * @param keyFiles none for a mirror that is only copied to
 * @param credentials by purpose
 */
public record RepositorySettings(
        String name,
        RepositoryAddress address,
        Optional<String> s3Region,
        List<Path> keyFiles,
        List<Path> passphraseFiles,
        Map<StorePurpose, StoreCredentials> credentials) {
    public static final String OWN = "repository";

    public RepositorySettings {
        keyFiles = List.copyOf(keyFiles);
        passphraseFiles = List.copyOf(passphraseFiles);
        credentials = Map.copyOf(credentials);
    }

    S3Access access(StorePurpose purpose, S3Access usual) {
        return credentials.getOrDefault(purpose, StoreCredentials.USUAL).access(usual, s3Region);
    }
}
