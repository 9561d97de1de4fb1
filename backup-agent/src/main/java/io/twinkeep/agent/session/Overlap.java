package io.twinkeep.agent.session;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.RepositoryAddress;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What must not lie in each other: else the one would back up, overwrite or delete the other. */
public final class Overlap {
    private Overlap() {}

    /** @throws Refused if both are local and one contains the other, also through symlinks */
    public static void refuse(RepositoryAddress repository, String directory) {
        String path = directory.startsWith("file://") ? directory.substring("file://".length()) : directory;
        if (!(repository instanceof RepositoryAddress.Directory at) || path.contains("://")) {
            return;
        }
        Path ours;
        try {
            ours = real(Path.of(path.startsWith("file:") ? path.substring("file:".length()) : path));
        } catch (InvalidPathException e) {
            return; // Not a path here: whoever opens it says so.
        }
        Path theirs = real(at.path());
        if (ours.startsWith(theirs) || theirs.startsWith(ours)) {
            throw new Refused(
                    "the directory " + directory + " and the repository " + repository + " lie in each other",
                    "name another directory; nothing was changed");
        }
    }

    /**
     * One repository within another would be taken for a part of it.
     *
     * @throws Refused if one lies below the other; that they are the same is for whoever knows their ids to say
     */
    static void refuse(RepositoryAddress repository, RepositoryAddress other) {
        boolean nested = switch (repository) {
            case RepositoryAddress.Directory here ->
                other instanceof RepositoryAddress.Directory there && isNested(real(here.path()), real(there.path()));
            case RepositoryAddress.Bucket here ->
                other instanceof RepositoryAddress.Bucket there
                        && here.endpoint().equals(there.endpoint())
                        && here.bucket().equals(there.bucket())
                        && isNested(prefix(here), prefix(there));
        };
        if (nested) {
            throw new Refused(
                    "the repositories " + repository + " and " + other + " lie in each other",
                    "name another bucket, prefix or directory; nothing was changed");
        }
    }

    private static boolean isNested(Path one, Path other) {
        return !one.equals(other) && (one.startsWith(other) || other.startsWith(one));
    }

    /** Prefixes nest as folders do. */
    private static Path prefix(RepositoryAddress.Bucket bucket) {
        return Path.of("/" + bucket.prefix().map(Object::toString).orElse(""));
    }

    /** With symlinks resolved as far as the path exists. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(absolute)).normalize();
            } catch (IOException e) {
                // Does not exist yet: its parent may.
            }
        }
        return absolute;
    }
}
