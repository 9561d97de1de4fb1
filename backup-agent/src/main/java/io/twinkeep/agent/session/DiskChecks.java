package io.twinkeep.agent.session;

import io.twinkeep.agent.text.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Looks at files and folders of this machine. */
public final class DiskChecks {
    private static final long LITTLE_SPACE = 1L << 30;

    private DiskChecks() {}

    /** Whether a file of secrets is its owner's alone. */
    public static Finding permissions(Path file) {
        String name = "key permissions";
        try {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return mode.endsWith("------")
                    ? Finding.ok(name, file + " is yours alone")
                    : Finding.warning(name, file + " can be read by others (" + mode + ")", "chmod 600 " + file);
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.problem(name, file + " can't be looked at: " + e, "name the right file", 6);
        }
    }

    public static Finding space(String name, Path place) {
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String detail = Amounts.bytes(free) + " free at " + place;
            return free < LITTLE_SPACE
                    ? Finding.warning(name, detail, "make room before the next run")
                    : Finding.ok(name, detail);
        } catch (IOException e) {
            return Finding.problem(name, place + " can't be looked at: " + e, "check that it is mounted", 1);
        }
    }

    /** Whether a model's directory can be read. */
    public static Finding source(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Finding.problem("directory", directory + " is no directory", "mount it, or name the right one", 6);
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            return Finding.problem(
                    "directory", directory + " can't be read by this user", "change its mode or owner", 7);
        }
        return space("directory", directory);
    }

    /** Whether files can be made in a folder, which is made if it is not there. */
    public static Finding writable(String name, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".twinkeep-check-", ""));
            return space(name, folder);
        } catch (IOException e) {
            return Finding.problem(name, folder + " can't be written: " + e, "make it, and give it to this user", 7);
        }
    }
}
