package io.twinkeep.core.tensor;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.ids.FilePath;

/**
 * Reads the pieces of one span, one after the other, every byte of the file once. Spans of a file can be read at the same
 * time, each by its own reader; a reader itself is not thread-safe. Leaves the file open.
 */
public final class PieceReader {
    private static final int WINDOW = 4 * ContentCutter.MAX;

    private final FilePath path;
    private final SourceFile file;
    private final Span span;
    /** Bytes read ahead of a span that is cut by content; empty for another. */
    private final byte[] window;

    private int windowStart;
    private int windowEnd;
    private long read;
    private long position;

    /** @param path names the file in messages */
    public PieceReader(FilePath path, SourceFile file, Span span) {
        this.path = path;
        this.file = file;
        this.span = span;
        this.window = new byte[span.cutByContent() ? (int) Math.min(WINDOW, span.length()) : 0];
    }

    /** Where the next piece begins in the file. */
    public long position() {
        return span.offset() + position;
    }

    /**
     * Puts the next piece at the start of the buffer and returns its length; 0 when there are no more.
     *
     * @param buffer of {@link ChunkCuts#MAX_CHUNK} bytes or more
     * @throws Failed if the disk says no, or if the file is shorter than it was
     */
    public int next(byte[] buffer) {
        if (position == span.length()) {
            return 0;
        }
        int length = span.cutByContent() ? nextByContent(buffer) : (int) span.length();
        if (!span.cutByContent()) {
            readFully(buffer, 0, length);
        }
        position += length;
        return length;
    }

    private int nextByContent(byte[] buffer) {
        if (windowEnd - windowStart < ContentCutter.MAX && read < span.length()) {
            fillWindow();
        }
        int length = ContentCutter.cut(window, windowStart, windowEnd - windowStart);
        System.arraycopy(window, windowStart, buffer, 0, length);
        windowStart += length;
        return length;
    }

    private void fillWindow() {
        int kept = windowEnd - windowStart;
        System.arraycopy(window, windowStart, window, 0, kept);
        int wanted = (int) Math.min(window.length - kept, span.length() - read);
        windowStart = 0;
        windowEnd = kept + wanted;
        readFully(window, kept, wanted);
    }

    private void readFully(byte[] array, int offset, int length) {
        int got = file.read(span.offset() + read, array, offset, length);
        if (got < length) {
            throw new Failed(
                    path + " became shorter while it was read",
                    "run again when nothing writes to the model's directory any more");
        }
        read += length;
    }
}
