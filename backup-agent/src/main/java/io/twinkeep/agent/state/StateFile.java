package io.twinkeep.agent.state;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** One JSON object in a file. A crash at any moment leaves the old object or the new one. One writer at a time. */
public final class StateFile {
    private final Path file;

    public StateFile(Path file) {
        this.file = file;
    }

    /** What was written last; nothing if there is no file, or none that can be read: state is a help, not a truth. */
    public Map<String, Object> read() {
        try {
            return Json.object(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | BackupException e) {
            return Map.of();
        }
    }

    /** Returns when the object outlives a power cut. An interrupt waits until it is done. */
    public void write(Map<String, ?> object) {
        byte[] bytes = (Json.pretty(object) + "\n").getBytes(StandardCharsets.UTF_8);
        boolean interrupted = Thread.interrupted();
        try {
            while (!isWritten(bytes)) {
                interrupted |= Thread.interrupted();
            }
        } catch (IOException e) {
            throw new Failed("can't write " + file + ": " + e.getMessage(), "check the disk and its permissions", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False if an interrupt closed what was being written. */
    private boolean isWritten(byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.createDirectories(file.getParent());
        try (var channel = FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                var folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                channel.write(left);
            }
            channel.force(true);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            folder.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }
}
