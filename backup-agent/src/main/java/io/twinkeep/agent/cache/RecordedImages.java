package io.twinkeep.agent.cache;

import io.twinkeep.agent.metadata.ImageFile;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds images again that were recorded before. Stateless, and safe for use by many threads. */
public final class RecordedImages {
    private final Path root;

    /** @param root the cache's directory */
    public RecordedImages(Path root) {
        this.root = OutputWatcher.real(root);
    }

    /**
     * What lies at this path now, with what of its content is needed to store it.
     *
     * @param content its bytes, or null where they are more than was asked for
     */
    public record Found(SettledImage image, byte[] content) {}

    /**
     * Reads the image; empty if it is gone, or if it is another one by now.
     *
     * @param path below the cache, with {@code /}
     * @param most content of more bytes than this is not kept
     * @throws IOException if it is there and can't be read
     */
    public Optional<Found> find(String path, Sha256 digest, int most) throws IOException {
        Path file = OutputPaths.file(root, path);
        try {
            Optional<FileState> state = FileState.of(file);
            if (state.isEmpty() || !file.toRealPath().startsWith(root)) {
                return Optional.empty();
            }
            byte[] content = state.get().bytes() <= most ? Files.readAllBytes(file) : null;
            Sha256 now = content == null ? Taking.digest(file) : Sha256.of(content);
            return now.equals(digest)
                    ? Optional.of(new Found(image(file, path, state.get(), digest), content))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static SettledImage image(Path file, String path, FileState state, Sha256 digest) throws IOException {
        Instant modified = Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(state.modified()));
        return new SettledImage(
                file, path, state.bytes(), modified, digest, ImageFile.sidecar(file), ImageFile.isWhole(file));
    }
}
