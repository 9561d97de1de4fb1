package io.twinkeep.agent.metadata;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file read here and there through a small window, so that skipping over pixels costs nothing. Not thread-safe. */
final class ImageBytes implements Closeable {
    private static final int WINDOW = 8192;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowAt;

    private ImageBytes(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    static ImageBytes open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new ImageBytes(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    int u8(long at) throws IOException {
        require(at, 1);
        return window.get((int) (at - windowAt)) & 0xff;
    }

    int u16(long at) throws IOException {
        require(at, 2);
        return window.getShort((int) (at - windowAt)) & 0xffff;
    }

    /** Big-endian, unsigned. */
    long u32(long at) throws IOException {
        require(at, 4);
        return window.getInt((int) (at - windowAt)) & 0xffffffffL;
    }

    /** Little-endian, unsigned. */
    long u32le(long at) throws IOException {
        return Integer.reverseBytes((int) u32(at)) & 0xffffffffL;
    }

    /** A few bytes as Latin-1 text. */
    String tag(long at, int length) throws IOException {
        return new String(bytes(at, length), StandardCharsets.ISO_8859_1);
    }

    /** @throws Cut if they are not all there; nothing is allocated before that is known */
    byte[] bytes(long at, int length) throws IOException {
        requireInside(at, length);
        var bytes = ByteBuffer.allocate(length);
        fill(bytes, at);
        return bytes.array();
    }

    private void require(long at, int length) throws IOException {
        requireInside(at, length);
        if (at < windowAt || at + length > windowAt + window.limit()) {
            window.clear().limit((int) Math.min(WINDOW, size - at));
            windowAt = at;
            fill(window, at);
        }
    }

    private void requireInside(long at, int length) throws Cut {
        if (at < 0 || length < 0 || at > size - length) {
            throw new Cut("the image ends too early");
        }
    }

    private void fill(ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                buffer.limit(0);
                throw new Cut("the image was cut while it was read");
            }
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
