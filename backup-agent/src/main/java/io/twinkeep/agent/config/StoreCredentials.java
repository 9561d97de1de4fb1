package io.twinkeep.agent.config;

import io.twinkeep.core.objectstore.S3Credentials;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where S3 credentials for one purpose come from; empty of everything, from where AWS' tools have theirs. Prints no secret.
 *
 * @param profile in {@code file}
 * @param accessKey with {@code secretKey}
 */
public record StoreCredentials(
        Optional<String> profile, Optional<Path> file, Optional<String> accessKey, Optional<Secret> secretKey) {
    static final StoreCredentials USUAL =
            new StoreCredentials(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** As they are now: they may change while the program runs. */
    S3Access access(S3Access usual, Optional<String> region) {
        String where = region.orElse(usual.region());
        if (accessKey.isPresent() && secretKey.isPresent()) {
            var credentials = new S3Credentials(accessKey.get(), secretKey.get().get());
            return new S3Access(Optional.of(credentials), usual.file(), Optional.empty(), usual.usual(), where);
        }
        return new S3Access(
                usual.environment(), file.orElse(usual.file()), profile.or(usual::asked), usual.usual(), where);
    }
}
