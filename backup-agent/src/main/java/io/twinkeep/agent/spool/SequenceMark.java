package io.twinkeep.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A file that says up to where facts are released, or archived; replaced as a whole, so a crash leaves the old one or the new. */
final class SequenceMark {
    private static final byte[] START = {'T', 'K', 'R', 'E', 'L', 1, 0, 0};
    private static final int BYTES = 20;

    private final Path directory;
    private final Path file;
    private final Disk disk;

    SequenceMark(Path directory, String name, Disk disk) {
        this.directory = directory;
        this.file = directory.resolve(name);
        this.disk = disk;
    }

    /** 0 if there is none or if it is damaged: then facts are told once more, which harms nobody. */
    long read() {
        try {
            byte[] bytes =
                    Files.isRegularFile(file) && Files.size(file) == BYTES ? Files.readAllBytes(file) : new byte[0];
            boolean intact = bytes.length == BYTES && Arrays.equals(bytes, stored(sequence(bytes)));
            return intact ? sequence(bytes) : 0;
        } catch (IOException e) {
            throw SpoolFailures.reading(file, e);
        }
    }

    boolean exists() {
        return Files.exists(file);
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw SpoolFailures.writing(directory, e);
        }
    }

    void write(long sequence) {
        Path temporary = directory.resolve(file.getFileName() + ".tmp");
        try {
            try (Disk.File out = disk.open(temporary)) {
                out.truncate(0);
                out.write(0, stored(sequence));
                out.sync();
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            disk.syncFolder(directory);
        } catch (IOException e) {
            throw SpoolFailures.writing(directory, e);
        }
    }

    private static long sequence(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(START.length);
    }

    private static byte[] stored(long sequence) {
        var bytes = ByteBuffer.allocate(BYTES).put(START).putLong(sequence);
        var checksum = new CRC32C();
        checksum.update(bytes.array(), 0, bytes.position());
        return bytes.putInt((int) checksum.getValue()).array();
    }
}
