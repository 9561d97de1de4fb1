package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.operation.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** Warns of keys that are not secret, at each use: few people run 'doctor' after they have copied a key. */
final class KeyFileModes {
    private static final Set<PosixFilePermission> TOO_MUCH = PosixFilePermissions.fromString("----w-rwx");

    private KeyFileModes() {}

    /** A group may share a key; that anybody reads it, or that others may exchange it, is worth a word. */
    static void warn(AgentConfig config, Progress progress) {
        Stream.concat(config.keyFilesToTry().stream(), config.passphraseFiles().stream())
                .filter(KeyFileModes::isOpen)
                .forEach(file ->
                        progress.note("warning: " + file + " can be read or written by others; chmod 600 " + file));
    }

    private static boolean isOpen(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(TOO_MUCH::contains);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // Whoever reads it says what is wrong.
        }
    }
}
