package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory with a model's versions, and which of them is current. What stands at a place of ours and is not ours (a
 * symlink where a directory belongs, a {@code current} that somebody else made) is refused, never followed or replaced.
 */
public final class ModelPlace {
    private static final String CURRENT = "current";
    private static final String VERSIONS = "versions";
    private static final String INCOMING = ".incoming-";
    private static final String LEAVING = ".leaving-";
    private static final String DIGEST = "[0-9a-f]{64}";

    private final Path root;

    public ModelPlace(Path root) {
        this.root = root;
    }

    /** A version on this disk. */
    record Held(Sha256 version, Instant since, long bytes) {}

    /** Makes what is missing, and finishes removals that were interrupted. */
    void prepare() {
        try {
            Files.createDirectories(root);
            requireDirectory(versions());
            requireDirectory(notes());
            for (Path leaving : named(LEAVING + "*")) {
                VersionRemoval.remove(leaving);
            }
        } catch (IOException e) {
            throw Disk.failed("use " + root, e);
        }
    }

    private static void requireDirectory(Path place) throws IOException {
        if (!Disk.isThere(place)) {
            Files.createDirectory(place);
            Disk.sync(place.getParent());
        }
        requireReal(place);
    }

    private static void requireReal(Path place) {
        if (!Disk.isRealDirectory(place)) {
            throw new Refused(
                    place + " is not a directory",
                    "somebody put something else there: look at what it is, then move it away");
        }
    }

    private Path versions() {
        return root.resolve(VERSIONS);
    }

    /** Where locks, state and ledgers are. */
    Path notes() {
        return root.resolve(".twinkeep-follow");
    }

    /** Where the version is or would be. */
    public Path version(Sha256 version) {
        return versions().resolve(version.toString());
    }

    /** Where the version grows. @throws Refused if something else is there */
    Path incoming(Sha256 version) {
        Path place = versions().resolve(INCOMING + version);
        requireReal(versions());
        if (Disk.isThere(place)) {
            requireReal(place);
        }
        return place;
    }

    /** @throws Refused if something else is at its place */
    boolean holds(Sha256 version) {
        requireReal(versions());
        Path place = version(version);
        if (!Disk.isThere(place)) {
            return false;
        }
        requireReal(place);
        return true;
    }

    /** All whole versions. */
    List<Sha256> held() {
        try {
            var held = new ArrayList<Sha256>();
            for (Path place : named("*")) {
                String name = place.getFileName().toString();
                if (name.matches(DIGEST) && Disk.isRealDirectory(place)) {
                    held.add(Sha256.parse(name));
                }
            }
            return held;
        } catch (IOException e) {
            throw Disk.failed("list " + versions(), e);
        }
    }

    /** When the version was put in place. */
    Instant since(Sha256 version) {
        try {
            FileTime time = Files.getLastModifiedTime(version(version));
            return time.toInstant();
        } catch (IOException e) {
            throw Disk.failed("look at " + version(version), e);
        }
    }

    private List<Path> named(String glob) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(versions(), glob)) {
            var found = new ArrayList<Path>();
            entries.forEach(found::add);
            return found;
        }
    }

    /** Gives the version that has grown its name. */
    void keep(Sha256 version) {
        try {
            if (holds(version)) {
                return;
            }
            Files.move(incoming(version), version(version), StandardCopyOption.ATOMIC_MOVE);
            Disk.sync(versions());
        } catch (IOException e) {
            throw Disk.failed("put version " + version + " in its place", e);
        }
    }

    /** What is current; empty if nothing is. @throws Refused if {@code current} is not a switch of ours */
    public Optional<Sha256> current() {
        Path link = root.resolve(CURRENT);
        if (!Disk.isThere(link)) {
            return Optional.empty();
        }
        if (Files.isSymbolicLink(link)) {
            String target = target(link);
            if (target.matches(VERSIONS + "/" + DIGEST)) {
                return Optional.of(Sha256.parse(target.substring(VERSIONS.length() + 1)));
            }
        }
        throw new Refused(
                link + " is not a symlink into " + versions(),
                "move it away; the next pass makes it point to the version that is wanted");
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw Disk.failed("read " + link, e);
        }
    }

    /** From this rename on whoever opens {@code current} gets the version; who has files open keeps those. */
    void switchTo(Sha256 version) {
        current();
        Path next = notes().resolve("next");
        try {
            Files.deleteIfExists(next);
            Files.createSymbolicLink(next, Path.of(VERSIONS, version.toString()));
            Files.move(next, root.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
            Disk.sync(root);
        } catch (IOException e) {
            throw Disk.failed("make version " + version + " current in " + root, e);
        }
    }

    /** Nothing is current any more. */
    void switchOff() {
        try {
            if (current().isPresent()) {
                Files.delete(root.resolve(CURRENT));
                Disk.sync(root);
            }
        } catch (IOException e) {
            throw Disk.failed("remove " + root.resolve(CURRENT), e);
        }
    }

    /** Removes a version; it loses its name first, so that what is left of it never looks whole. */
    void remove(Sha256 version) {
        Path leaving = versions().resolve(LEAVING + version);
        try {
            requireReal(version(version));
            Files.move(version(version), leaving, StandardCopyOption.ATOMIC_MOVE);
            Disk.sync(versions());
            VersionRemoval.remove(leaving);
            Files.deleteIfExists(ledger(version));
        } catch (IOException e) {
            throw Disk.failed("remove version " + version + " from " + versions(), e);
        }
    }

    /** Removes what has grown of other versions than this. */
    void dropIncoming(Optional<Sha256> except) {
        try {
            for (Path place : named(INCOMING + "*")) {
                if (except.filter(version -> place.endsWith(INCOMING + version)).isEmpty()) {
                    VersionRemoval.remove(place);
                }
            }
        } catch (IOException e) {
            throw Disk.failed("clear up " + versions(), e);
        }
    }

    /** How much of the version is here, whole or on its way. */
    public long bytesOf(Sha256 version) {
        return holds(version) ? Keeping.bytesBelow(version(version)) : Keeping.bytesBelow(incoming(version));
    }

    Path ledger(Sha256 version) {
        return notes().resolve(version + ".ledger");
    }

    long freeBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            // Asked for advice only: a disk that can't say is tried.
            return Long.MAX_VALUE;
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
