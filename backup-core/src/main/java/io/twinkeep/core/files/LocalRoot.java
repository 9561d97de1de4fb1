package io.twinkeep.core.files;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory on a local disk or mount, and where its paths are. A root that is a symlink is resolved once, so that a
 * switch of it does not move a run that is under way; nothing below the root is ever followed.
 */
record LocalRoot(Path directory) {
    /** The hidden directory at the top where files grow. */
    static final FilePath PARTIALS = FilePath.of(".twinkeep-partial");

    static LocalRoot of(Path location) {
        Path absolute = real(location.toAbsolutePath());
        if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
            throw new BadUsage(location + " is not a directory", "give the directory that holds the files");
        }
        return new LocalRoot(absolute);
    }

    private static Path real(Path absolute) {
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            // It does not exist yet, or can't be reached; whoever uses it first says so.
            return absolute.normalize();
        }
    }

    Path at(FilePath path) {
        return PathBytes.below(directory, path);
    }

    /** For messages. */
    String place(FilePath path) {
        return path + " in " + this;
    }

    @Override
    public String toString() {
        return new String(PathBytes.bytes(directory), StandardCharsets.UTF_8);
    }
}
