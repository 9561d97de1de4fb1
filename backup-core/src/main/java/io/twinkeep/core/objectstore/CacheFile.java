package io.twinkeep.core.objectstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * One object in the cache: its bytes, then the CRC-32C of each {@value #BLOCK} of them, then the object's length (i64), the
 * CRC-32C of all these sums and the length (i32), and a magic number (i32). So a stretch is checked by reading little more
 * than itself. Immutable.
 */
final class CacheFile {
    private static final int BLOCK = 64 << 10;
    private static final int FOOTER = 16;
    private static final int MAGIC = 0x54574b43; // "TWKC"
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final long length;
    private final int[] sums;

    private CacheFile(Path path, long length, int[] sums) {
        this.path = path;
        this.length = length;
        this.sums = sums;
    }

    /** Writes a new file; nothing is synced, since a file that a crash has torn is noticed. */
    static void write(Path path, ObjectBody body) throws IOException {
        int blocks = blocks(body.length());
        var end = ByteBuffer.allocate(Integer.BYTES * blocks + FOOTER);
        for (int i = 0; i < blocks; i++) {
            int from = i * BLOCK;
            end.putInt(sum(body.array(), body.offset() + from, Math.min(BLOCK, body.length() - from)));
        }
        end.putLong(body.length());
        end.putInt(sum(end.array(), 0, end.position())).putInt(MAGIC).flip();
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(path, options, OWNER_ONLY)) {
            for (int done = 0; done < body.length(); ) {
                int slice = Math.min(DurableFiles.SLICE, body.length() - done);
                done += channel.write(ByteBuffer.wrap(body.array(), body.offset() + done, slice));
            }
            while (end.hasRemaining()) {
                channel.write(end);
            }
        }
    }

    /** @throws IOException if it can't be read, or is not a whole cache file */
    static CacheFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer footer = ByteBuffer.wrap(read(channel, size - FOOTER, FOOTER));
            long length = footer.getLong();
            int tableSum = footer.getInt();
            if (footer.getInt() != MAGIC || length < 0 || length > Integer.MAX_VALUE) {
                throw new IOException("no cache file");
            }
            int tableLength = Integer.BYTES * blocks((int) length);
            if (length + tableLength + FOOTER != size) {
                throw new IOException("a cache file of another size");
            }
            byte[] table = read(channel, length, tableLength + Long.BYTES);
            if (sum(table, 0, table.length) != tableSum) {
                throw new IOException("a damaged cache file");
            }
            int[] sums = new int[tableLength / Integer.BYTES];
            ByteBuffer.wrap(table).asIntBuffer().get(sums);
            return new CacheFile(path, length, sums);
        }
    }

    /** @throws IOException if the object is shorter, or its bytes are not those that were written */
    byte[] read(ByteRange range) throws IOException {
        long end = range.offset() + range.length();
        if (end > length) {
            throw new EOFException("the object is shorter");
        }
        int firstBlock = (int) (range.offset() / BLOCK);
        int lastBlock = (int) ((end - 1) / BLOCK);
        long from = (long) firstBlock * BLOCK;
        int count = (int) (Math.min(length, (lastBlock + 1L) * BLOCK) - from);
        byte[] bytes;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            bytes = read(channel, from, count);
        }
        for (int block = firstBlock; block <= lastBlock; block++) {
            int at = (block - firstBlock) * BLOCK;
            if (sum(bytes, at, Math.min(BLOCK, count - at)) != sums[block]) {
                throw new IOException("a damaged cache file");
            }
        }
        int skipped = (int) (range.offset() - from);
        return Arrays.copyOfRange(bytes, skipped, skipped + range.length());
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        if (position < 0) {
            throw new EOFException();
        }
        return DirectoryObjectStore.read(channel, position, length);
    }

    private static int blocks(int length) {
        return (length + BLOCK - 1) / BLOCK;
    }

    private static int sum(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
