package io.twinkeep.core.files;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Sorts what a disk answers by what to do next. */
final class DiskFailures {
    /** How Linux says ENOSPC; the JDK hands on the text, not the number. */
    static final String NO_SPACE = "No space left on device";

    private static final String NO_QUOTA = "Disk quota exceeded";

    // How Linux says EPERM and ENOTSUP.
    private static final List<String> DENIALS = List.of("Operation not permitted", "Operation not supported");

    private DiskFailures() {}

    /** Whether this user may not, or nobody can, as with the time of another one's file or a mode on a FAT disk. */
    static boolean isDenied(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof AccessDeniedException || DENIALS.stream().anyMatch(message::endsWith);
    }

    /** @param place as people know it: the tree and the path in it */
    static BackupException reading(String place, IOException cause) {
        return translate("read", place, cause);
    }

    static BackupException writing(String place, IOException cause) {
        if (isFull(cause)) {
            return new Failed(
                    "the disk is full: can't write " + place,
                    "make room there and run the same command again; it goes on where it stopped",
                    cause);
        }
        return translate("write", place, cause);
    }

    /** A directory in which nothing can be made. */
    static BackupException unwritable(String place, IOException cause) {
        return switch (cause) {
            case AccessDeniedException e -> writing(place, e);
            // How /proc says it.
            case NoSuchFileException e -> unwritable(place, "its file system takes no files", e);
            default -> isFull(cause) ? writing(place, cause) : unwritable(place, reason(cause), cause);
        };
    }

    private static Failed unwritable(String place, String reason, IOException cause) {
        return new Failed(
                "nothing can be written to " + place + ": " + reason,
                "name a directory on a disk that can be written to",
                cause);
    }

    private static boolean isFull(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains(NO_SPACE) || message.contains(NO_QUOTA);
    }

    private static BackupException translate(String verb, String place, IOException cause) {
        if (isDenied(cause)) {
            return new Failed(
                    "may not " + verb + " " + place + ": permission denied",
                    "give the user of this program access, or run it as the owner of the files",
                    cause);
        }
        return switch (cause) {
            case NoSuchFileException e -> new Missing(place + " is not there", "", e);
            case ClosedByInterruptException e -> new Failed("stopped while about to " + verb + " " + place, "", e);
            case ClosedChannelException e -> new Failed("can't " + verb + " " + place + ": it was closed", "", e);
            case FileSystemLoopException e -> new Failed("can't " + verb + " " + place + ": a loop of symlinks", "", e);
            default ->
                new Failed("can't " + verb + " " + place + ": " + reason(cause), "check the disk or mount", cause);
        };
    }

    /** Without the path, which the message names already, and names as it should be. */
    private static String reason(IOException cause) {
        String text = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
        return text == null || text.isBlank() ? cause.getClass().getSimpleName() : text;
    }
}
