package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** An entry, or a property of one, that a backup does not keep or a restore can't set; {@code why} says it in words. */
public record Skipped(FilePath path, String why) {
    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    /** @param names of what the file system did not let us set */
    static Skipped attributes(FilePath path, String names) {
        return new Skipped(path, "its " + names + " can't be set: it belongs to another user, or its disk has none");
    }

    static List<Skipped> sorted(Collection<Skipped> entries) {
        return entries.stream().sorted(Comparator.comparing(Skipped::path)).toList();
    }

    /** @param mode st_mode of what is no file, directory or symlink */
    static Skipped special(FilePath path, int mode) {
        return switch (mode & TYPE) {
            case PIPE -> new Skipped(path, "a named pipe is not backed up");
            case SOCKET -> new Skipped(path, "a socket is not backed up");
            default -> new Skipped(path, "a device is not backed up");
        };
    }
}
