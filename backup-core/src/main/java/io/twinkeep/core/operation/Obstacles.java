package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.snapshot.FileEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands in a target where a version has something of another kind, so that one of the two has to go. */
final class Obstacles {
    private static final String NEXT = "move it away, or let --delete remove what the version does not have";

    private final Set<FilePath> directories = new HashSet<>();
    private final Map<FilePath, FileStat.Kind> others = new HashMap<>();

    /** @param entries those of the version that will be there */
    Obstacles(List<FileEntry> entries) {
        for (FileEntry entry : entries) {
            directories.addAll(entry.path().parents());
            if (entry.stat().kind() == FileStat.Kind.DIRECTORY) {
                directories.add(entry.path());
            } else {
                others.put(entry.path(), entry.stat().kind());
            }
        }
    }

    /** Whether it is a file or symlink where the version has a directory. */
    boolean isInTheWay(FileStat stat) {
        return stat.kind() != FileStat.Kind.DIRECTORY && directories.contains(stat.path());
    }

    /** @param staying what is there and is not removed */
    void refuse(Collection<FileStat> staying) {
        for (FileStat stat : staying) {
            if (isInTheWay(stat)) {
                throw new Refused(
                        stat.path() + " is " + name(stat.kind()) + " in the target and a directory in the version",
                        NEXT);
            }
            Optional<FilePath> place =
                    stat.path().parents().stream().filter(others::containsKey).findFirst();
            if (place.isPresent()) {
                throw new Refused(
                        place.get() + " is a directory with other files in the target and "
                                + name(others.get(place.get())) + " in the version",
                        NEXT);
            }
        }
    }

    static String name(FileStat.Kind kind) {
        return kind == FileStat.Kind.SYMLINK ? "a symlink" : "a file";
    }
}
