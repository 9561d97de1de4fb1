package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Sorts what a file system answers by what to do next. The JDK has no classes for most causes, so their words decide. */
final class DirectoryFailures {
    static final String LINKS =
            "use a file system with hard links (ext4, xfs, btrfs, NFS): commits need one to be race-safe";

    private static final List<String> FULL = List.of("No space left", "quota exceeded", "File too large");
    private static final List<String> REFUSALS = List.of(
            "Read-only file system",
            "Operation not permitted",
            "File name too long",
            "Not a directory",
            "Is a directory");

    private DirectoryFailures() {}

    static BackupException translate(String what, IOException cause) {
        String message = what + ": " + cause.getMessage();
        if (says(cause, FULL)) {
            return new Failed(message, "free space there (or raise the quota), then run the command again", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new Refused(message + ": access denied", "give this user access to the directory", cause);
        }
        if (cause instanceof FileAlreadyExistsException) {
            return new Refused(message + " is an object, so it can't be a folder as well", "", cause);
        }
        if (says(cause, REFUSALS)) {
            return new Refused(
                    message,
                    "make it writable for this user, or name another place; what is there can be read as it is",
                    cause);
        }
        return new Unavailable(message, "", cause);
    }

    static BackupException translateLink(Path target, IOException cause) {
        // Some file systems without hard links (exFAT, some SMB shares) answer EPERM.
        if (says(cause, List.of("Operation not permitted", "Operation not supported", "Function not implemented"))) {
            return new Refused("the file system of " + target + " refuses hard links", LINKS, cause);
        }
        return translate("could not create " + target, cause);
    }

    /** Empty where a part of the path is a file, so nothing can be below it; else throws. */
    static <T> Optional<T> absentUnderAFile(IOException cause, String what) {
        if (says(cause, List.of("Not a directory"))) {
            return Optional.empty();
        }
        throw translate(what, cause);
    }

    private static boolean says(IOException cause, List<String> words) {
        String message = String.valueOf(cause.getMessage());
        return words.stream().anyMatch(message::contains);
    }
}
