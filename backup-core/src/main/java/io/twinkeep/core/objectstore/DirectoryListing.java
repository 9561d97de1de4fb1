package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files below a folder in the order of their keys, one folder read at a time. */
final class DirectoryListing {
    /** A file or folder; {@code order} is its key, with a slash after a folder's so that both sort as keys do. */
    private record Entry(Path path, String key, String order, BasicFileAttributes attributes) {}

    private DirectoryListing() {}

    static Stream<ObjectInfo> below(Path folder, String key) {
        return entries(folder, key).stream()
                .flatMap(entry -> entry.attributes.isDirectory()
                        ? below(entry.path, entry.key)
                        : Stream.of(info(new ObjectKey(entry.key), entry.attributes)));
    }

    private static List<Entry> entries(Path folder, String key) {
        var entries = new ArrayList<Entry>();
        try (var children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                entry(child, key + "/" + child.getFileName()).ifPresent(entries::add);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw DirectoryFailures.translate("could not list " + folder, e);
        }
        entries.sort(Comparator.comparing(Entry::order));
        return entries;
    }

    /** Empty for a file that went away meanwhile, and for names that are no keys, such as those of an editor. */
    private static Optional<Entry> entry(Path path, String key) throws IOException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                return Optional.of(new Entry(path, key, key + "/", attributes));
            }
            boolean object = attributes.isRegularFile() && isKey(key);
            return object ? Optional.of(new Entry(path, key, key, attributes)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean isKey(String text) {
        try {
            new ObjectKey(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static ObjectInfo info(ObjectKey key, BasicFileAttributes attributes) {
        return new ObjectInfo(
                key, attributes.size(), attributes.lastModifiedTime().toInstant(), "");
    }
}
