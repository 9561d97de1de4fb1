package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;

/** An entry, or a property of one, that a backup does not keep; {@code why} says it in words. */
public record Skipped(FilePath path, String why) {
    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    /** @param mode st_mode of what is no file, directory or symlink */
    static Skipped special(FilePath path, int mode) {
        return switch (mode & TYPE) {
            case PIPE -> new Skipped(path, "a named pipe is not backed up");
            case SOCKET -> new Skipped(path, "a socket is not backed up");
            default -> new Skipped(path, "a device is not backed up");
        };
    }
}
