package io.twinkeep.agent.cache;

import io.twinkeep.agent.metadata.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What tells that an image or its sidecar changed. Times are microseconds since 1970; without a sidecar its two numbers
 * are 0.
 */
record FileState(long bytes, long modified, long sidecarBytes, long sidecarModified) {

    /** The state now; nothing if it is not there or no regular file. */
    static Optional<FileState> of(Path image) throws IOException {
        Optional<BasicFileAttributes> own = attributes(image);
        Optional<BasicFileAttributes> sidecar =
                own.isEmpty() ? Optional.empty() : ImageFile.sidecar(image).flatMap(FileState::attributesOrNothing);
        return own.map(a -> new FileState(
                a.size(),
                micros(a),
                sidecar.map(BasicFileAttributes::size).orElse(0L),
                sidecar.map(FileState::micros).orElse(0L)));
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(attributes).filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<BasicFileAttributes> attributesOrNothing(Path sidecar) {
        try {
            return attributes(sidecar);
        } catch (IOException e) {
            return Optional.empty(); // The image counts; its sidecar is then told as unreadable.
        }
    }

    private static long micros(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS);
    }

    boolean hasSidecar() {
        return sidecarModified != 0;
    }

    long allBytes() {
        return bytes + sidecarBytes;
    }

    /** Whether the image itself is the same, whatever its sidecar is. */
    boolean isSameImage(FileState other) {
        return bytes == other.bytes && modified == other.modified;
    }
}
