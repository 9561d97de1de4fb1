package io.twinkeep.core.files;

import io.twinkeep.core.errors.BadUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Opens directories by their location: a path, a {@code file:} URI, or a URI that commons-vfs2 knows. */
public final class FileTrees {
    // Two letters or more, so that nobody's "c:\models" is taken for a scheme.
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*", Pattern.DOTALL);

    private FileTrees() {}

    /** @throws BadUsage if the location is not one */
    public static SourceTree source(String location, VfsSettings settings) {
        return new LocalSourceTree(LocalRoot.of(local(location)));
    }

    /** @throws BadUsage if the location is not one */
    public static TargetTree target(String location, VfsSettings settings) {
        return new LocalTargetTree(LocalRoot.of(local(location)));
    }

    private static Path local(String location) {
        return PathBytes.path(location.getBytes(StandardCharsets.UTF_8));
    }
}
