package io.twinkeep.agent.config;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.objectstore.S3Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where S3 credentials come from: a profile that was asked for, else the environment, else the usual profile. Prints no
 * secret.
 *
 * @param environment of {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}
 * @param file of profiles
 * @param asked the profile named for Twinkeep
 * @param usual the profile that AWS tools would take
 */
public record S3Access(
        Optional<S3Credentials> environment, Path file, Optional<String> asked, String usual, String region) {

    /** The same for another store, with a profile and a region of its own where they are given. */
    public S3Access with(Optional<String> profile, Optional<String> otherRegion) {
        return new S3Access(environment, file, profile.or(() -> asked), usual, otherRegion.orElse(region));
    }

    /** @throws BadUsage if there are none */
    public S3Credentials credentials() {
        if (asked.isPresent()) {
            return S3Credentials.fromProfileFile(file, asked.get());
        }
        if (environment.isPresent()) {
            return environment.get();
        }
        if (Files.exists(file)) {
            return S3Credentials.fromProfileFile(file, usual);
        }
        throw new BadUsage(
                "there are no credentials for the S3 store",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write a profile into " + file);
    }
}
