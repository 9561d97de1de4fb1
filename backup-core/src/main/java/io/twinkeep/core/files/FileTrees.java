package io.twinkeep.core.files;

import io.twinkeep.core.errors.BadUsage;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Opens directories by their location: a path, a {@code file:} URI, or a URI that commons-vfs2 knows. */
public final class FileTrees {
    // Two letters or more, so that nobody's "c:\models" is taken for a scheme.
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*", Pattern.DOTALL);

    private FileTrees() {}

    /**
     * @throws BadUsage if the location is not one
     * @throws io.twinkeep.core.errors.Unavailable if its host can't be reached
     * @throws io.twinkeep.core.errors.Refused if the host does not let us in, or is not the one that we know
     */
    public static SourceTree source(String location, VfsSettings settings) {
        if (isLocal(location)) {
            return new LocalSourceTree(LocalRoot.of(local(location)));
        }
        RemoteDisk disk = remote(location, settings);
        var lanes = new Lanes(disk);
        return new RemoteSourceTree(disk, lanes, settings.times(), () -> {
            lanes.close();
            disk.close();
        });
    }

    /**
     * A directory on a local disk or mount whose files are read from there, past what the kernel remembers of them.
     *
     * @param notes told once if its file system can't be read that way; then the kernel is asked to forget first
     */
    public static SourceTree uncached(Path directory, Consumer<String> notes) {
        return new LocalSourceTree(LocalRoot.of(directory), new UncachedOpening(notes));
    }

    /** Fails as {@link #source} does. */
    public static TargetTree target(String location, VfsSettings settings) {
        return isLocal(location)
                ? new LocalTargetTree(LocalRoot.of(local(location)))
                : new RemoteTargetTree(remote(location, settings));
    }

    private static RemoteDisk remote(String location, VfsSettings settings) {
        if (scheme(location).equals("sftp")) {
            var remote = RemoteLocation.parse(location);
            return new SftpDisk(SftpConnection.open(remote, settings), remote);
        }
        return VfsDisk.open(location);
    }

    private static boolean isLocal(String location) {
        return scheme(location).isEmpty() || scheme(location).equals("file");
    }

    /** In small letters; empty for a path. */
    private static String scheme(String location) {
        var matcher = SCHEME.matcher(location);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static Path local(String location) {
        if (location.isBlank() || location.indexOf('\0') >= 0 || location.indexOf('\uFFFD') >= 0) {
            throw new BadUsage(
                    "'" + location + "' is not a path",
                    "give the directory that holds the files; if its name is not plain ASCII, set LC_ALL=C.UTF-8");
        }
        return scheme(location).isEmpty() ? path(location) : ofFileUri(location);
    }

    /** Through the bytes, because the locale may not be able to write the name. */
    private static Path path(String text) {
        return PathBytes.below(Path.of("").toAbsolutePath(), text);
    }

    private static Path ofFileUri(String location) {
        try {
            return Path.of(URI.create(URI.create(location).toASCIIString()));
        } catch (IllegalArgumentException e) {
            throw new BadUsage(
                    "'" + location + "' is not the address of a local directory",
                    "write file:///absolute/path, with %20 for a space, or just the path",
                    e);
        }
    }
}
