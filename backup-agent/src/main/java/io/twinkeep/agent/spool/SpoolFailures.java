package io.twinkeep.agent.spool;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Unavailable;
import java.io.IOException;
import java.nio.file.Path;

/** Sorts what the disk of a spool answers by what to do next. */
final class SpoolFailures {
    private SpoolFailures() {}

    static BackupException writing(Path directory, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return new Unavailable(
                    "the disk of spool " + directory + " is full",
                    "make room there; facts acknowledged before are safe, and new outputs wait in the cache",
                    cause);
        }
        return new Unavailable(
                "can't write to spool " + directory + ": " + message,
                "check the disk, its mount and permissions",
                cause);
    }

    static BackupException reading(Path file, IOException cause) {
        return new Failed(
                "can't read " + file + ": " + cause.getMessage(), "check the disk, its mount and permissions", cause);
    }
}
