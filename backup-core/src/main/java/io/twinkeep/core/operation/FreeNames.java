package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.outputs.Output;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds a name for each output at which nothing else lies. Used by one thread. */
final class FreeNames {
    private static final int SHORT = 8;
    private static final int MAX_NAME = 255;

    private final SourceTree current;
    private final Map<FilePath, FileStat> there = new HashMap<>();
    private final Map<FilePath, Sha256> known = new HashMap<>();
    private final Set<FilePath> planned = new HashSet<>();
    private int present;

    FreeNames(SourceTree current) {
        this.current = current;
        current.list().forEach(stat -> there.put(stat.path(), stat));
    }

    /** How many outputs were found where they belong. */
    int present() {
        return present;
    }

    /**
     * Empty if the output's content is at one of its names already, or will be.
     *
     * @throws Refused if what is not a directory stands where one of its directories must go
     */
    Optional<FilePath> nameFor(Output output) {
        FilePath path = output.description().path();
        path.parents().forEach(directory -> refuseObstacle(directory, path));
        String digest = output.digest().toString();
        for (int digits : List.of(0, SHORT, digest.length())) {
            FilePath name = digits == 0 ? path : with(path, digest.substring(0, digits));
            if (holds(name, output)) {
                present++;
                return Optional.empty();
            }
            if (!there.containsKey(name) && !known.containsKey(name) && !planned.contains(name)) {
                known.put(name, output.digest());
                planned.addAll(name.parents());
                return Optional.of(name);
            }
        }
        throw new IllegalStateException("no name is free for " + path);
    }

    /** Another output of this run counts too: two of them may have had one name at different times. */
    private void refuseObstacle(FilePath directory, FilePath path) {
        FileStat stat = there.get(directory);
        boolean isOther = stat != null && stat.kind() != FileStat.Kind.DIRECTORY;
        if (isOther || known.containsKey(directory)) {
            throw new Refused(
                    directory + " is " + (isOther ? Obstacles.name(stat.kind()) : "a file")
                            + " in the target and a directory above output " + path,
                    "move it away, or name another directory");
        }
    }

    private boolean holds(FilePath name, Output output) {
        FileStat stat = there.get(name);
        if (known.containsKey(name)) {
            return known.get(name).equals(output.digest());
        }
        if (stat == null || stat.kind() != FileStat.Kind.FILE || stat.size() != output.size()) {
            return false;
        }
        known.put(name, LocalState.digest(current, name, Progress.NONE));
        return known.get(name).equals(output.digest());
    }

    /** The name with the digits before its ending: {@code a/cat.png} becomes {@code a/cat.0a1b2c3d.png}. */
    private static FilePath with(FilePath path, String digits) {
        byte[] bytes = path.bytes();
        int slash = lastIndexOf(bytes, '/');
        int dot = lastIndexOf(bytes, '.');
        if (bytes.length - slash + digits.length() > MAX_NAME) {
            // No room beside the name: then in its place.
            byte[] other = Arrays.copyOf(bytes, slash + 1 + digits.length());
            System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, other, slash + 1, digits.length());
            return FilePath.ofBytes(other);
        }
        int at = dot > slash + 1 ? dot : bytes.length;
        byte[] middle = ("." + digits).getBytes(StandardCharsets.US_ASCII);
        byte[] name = Arrays.copyOf(bytes, bytes.length + middle.length);
        System.arraycopy(middle, 0, name, at, middle.length);
        System.arraycopy(bytes, at, name, at + middle.length, bytes.length - at);
        return FilePath.ofBytes(name);
    }

    private static int lastIndexOf(byte[] bytes, char wanted) {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
