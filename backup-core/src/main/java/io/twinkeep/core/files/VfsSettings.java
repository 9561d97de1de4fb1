package io.twinkeep.core.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach directories on other machines.
 *
 * @param identity private key file without a passphrase; empty: {@code ~/.ssh/id_rsa} if it is there, or a password
 * @param knownHosts file of host keys in OpenSSH's format; empty: {@code ~/.ssh/known_hosts}
 * @param hostKeys what to do with a host whose key is not known
 * @param times whether size and time of a file are taken as proof that it is unchanged
 * @param timeout a host that doesn't answer costs this, and a connection that has gone silent twice this
 */
public record VfsSettings(
        Optional<Path> identity, Optional<Path> knownHosts, HostKeys hostKeys, Times times, Duration timeout) {
    public static final VfsSettings DEFAULT = new VfsSettings(
            Optional.empty(), Optional.empty(), HostKeys.MUST_BE_KNOWN, Times.NO_PROOF, Duration.ofSeconds(30));

    /** Whether somebody in the middle is noticed. */
    public enum HostKeys {
        MUST_BE_KNOWN,
        UNCHECKED
    }

    /** What the size and the time of a file say about its content. */
    public enum Times {
        NO_PROOF,
        TRUSTED
    }

    public VfsSettings withIdentity(Path file) {
        return new VfsSettings(Optional.of(file), knownHosts, hostKeys, times, timeout);
    }

    public VfsSettings withKnownHosts(Path file) {
        return new VfsSettings(identity, Optional.of(file), hostKeys, times, timeout);
    }

    public VfsSettings withHostKeys(HostKeys check) {
        return new VfsSettings(identity, knownHosts, check, times, timeout);
    }

    public VfsSettings withTimes(Times said) {
        return new VfsSettings(identity, knownHosts, hostKeys, said, timeout);
    }
}
