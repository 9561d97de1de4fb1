package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.BadUsage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why a file of a secret can't be read, in words. */
final class SecretFiles {
    private SecretFiles() {}

    static BadUsage unreadable(String kind, Path file, IOException cause) {
        String what = "the " + kind + " " + file;
        if (Files.isDirectory(file)) {
            return new BadUsage(what + " is a directory", "name the file in it", cause);
        }
        return switch (cause) {
            case AccessDeniedException e ->
                new BadUsage(what + " can't be read: permission denied", "run as its owner", e);
            case CharacterCodingException e -> new BadUsage(what + " is no text", "name a text file", e);
            default -> new BadUsage(what + " can't be read: " + cause.getMessage(), "check the disk or mount", cause);
        };
    }
}
