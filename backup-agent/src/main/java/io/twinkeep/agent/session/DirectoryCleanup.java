package io.twinkeep.agent.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Removes a directory that holds nothing but directories. */
public final class DirectoryCleanup {
    private DirectoryCleanup() {}

    /** Leaves it alone where there is a file in it, or where it can't be removed: it is only tidying. */
    public static void removeEmpty(Path directory) {
        try (var found = Files.walk(directory)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            if (deepestFirst.stream().allMatch(Files::isDirectory)) {
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            // What is left is empty and harms nobody.
        }
    }
}
