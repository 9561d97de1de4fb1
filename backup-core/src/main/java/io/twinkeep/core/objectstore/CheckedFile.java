package io.twinkeep.core.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A file that notices damage: a body, the CRC-32C of each of its blocks, and a trailer with the CRC-32C of these and of
 * the file's name. Every read checks the very bytes that it returns, so nothing has to be remembered or read beforehand;
 * at some 20 GB/s that costs next to nothing. Each method throws {@link IOException} for what is not as it was written.
 * Not thread-safe.
 */
final class CheckedFile implements AutoCloseable {
    private static final int BLOCK = 64 << 10;
    private static final int CRC = 4;
    private static final int MAGIC = 0x54574b43; // "TWKC"
    private static final int TRAILER = 2 * CRC;
    private static final long MAX = 1L << 30;

    private final FileChannel channel;
    private final ByteBuffer blockChecks;
    private final int length;

    private CheckedFile(FileChannel channel, String name) throws IOException {
        this.channel = channel;
        long size = channel.size();
        if (size < TRAILER || size > MAX) {
            throw new IOException("it has " + size + " bytes");
        }
        int blocks = Math.ceilDiv((int) size - TRAILER, BLOCK + CRC);
        this.length = (int) size - TRAILER - blocks * CRC;
        if (length < 0) {
            throw new IOException("it has " + size + " bytes");
        }
        byte[] end = DirectoryObjectStore.read(channel, length, blocks * CRC + TRAILER);
        this.blockChecks = ByteBuffer.wrap(end);
        if (blockChecks.getInt(blocks * CRC) != checkOfChecks(end, blocks * CRC, name)
                || blockChecks.getInt(blocks * CRC + CRC) != MAGIC) {
            throw new IOException("its checksums are not as they were written");
        }
    }

    static CheckedFile open(Path file, String name) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            return new CheckedFile(channel, name);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes of the body. */
    int length() {
        return length;
    }

    /** @throws IndexOutOfBoundsException if the body has no such range */
    byte[] read(int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, length);
        int start = offset / BLOCK * BLOCK;
        int end = (int) Math.min(length, Math.ceilDiv((long) offset + count, BLOCK) * BLOCK);
        byte[] blocks = DirectoryObjectStore.read(channel, start, end - start);
        for (int at = start; at < end; at += BLOCK) {
            int check = crc(blocks, at - start, Math.min(BLOCK, end - at));
            if (check != blockChecks.getInt(at / BLOCK * CRC)) {
                throw new IOException("the block at " + at + " is not as it was written");
            }
        }
        return blocks.length == count ? blocks : Arrays.copyOfRange(blocks, offset - start, offset - start + count);
    }

    /** Bytes of the file that holds such a body. */
    static long size(int bodyLength) {
        return (long) bodyLength + Math.ceilDiv(bodyLength, BLOCK) * CRC + TRAILER;
    }

    /** Makes a file of mode 0600. It is not synced: what a power cut leaves of it fails its checks. */
    static void write(Path file, String name, ObjectBody body) throws IOException {
        int blocks = Math.ceilDiv(body.length(), BLOCK);
        ByteBuffer end = ByteBuffer.allocate(blocks * CRC + TRAILER);
        for (int at = 0; at < body.length(); at += BLOCK) {
            end.putInt(crc(body.array(), body.offset() + at, Math.min(BLOCK, body.length() - at)));
        }
        end.putInt(checkOfChecks(end.array(), blocks * CRC, name)).putInt(MAGIC);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, mode)) {
            DurableFiles.write(channel, body);
            DurableFiles.write(channel, ObjectBody.of(end.array()));
        }
    }

    private static int checkOfChecks(byte[] checks, int length, String name) {
        var crc = new CRC32C();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        crc.update(checks, 0, length);
        return (int) crc.getValue();
    }

    private static int crc(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
