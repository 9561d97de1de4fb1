package io.twinkeep.agent.spool;

import io.twinkeep.core.errors.Refused;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads one segment from its beginning to wherever it ends now; it may grow meanwhile. Tells intact frames and where
 * they begin, and finds the next one behind damage. Not thread-safe.
 */
final class SegmentReader implements Closeable {
    private static final int WINDOW = 256 << 10;

    private final Segment segment;
    private final RandomAccessFile file;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;
    private long offset = Segment.HEADER;
    private long frameAt = Segment.HEADER;
    private long trusted;
    private int version;

    /** @throws Refused if a newer Twinkeep wrote it */
    SegmentReader(Segment segment) {
        this.segment = segment;
        try {
            file = new RandomAccessFile(segment.file().toFile(), "r");
            checkVersion();
        } catch (IOException e) {
            throw SpoolFailures.reading(segment.file(), e);
        }
    }

    private void checkVersion() throws IOException {
        byte[] header = new byte[Segment.HEADER];
        int count = Math.max(0, file.read(header));
        version = Segment.version(Arrays.copyOf(header, count)).orElse(Segment.VERSION);
        if (version < 1 || version > Segment.VERSION) {
            file.close();
            throw new Refused(
                    segment.file() + " is of version " + version + ", this Twinkeep reads versions up to "
                            + Segment.VERSION,
                    "use the newer Twinkeep that wrote it");
        }
    }

    Segment segment() {
        return segment;
    }

    /** Whether more may be written to it: not behind the header of an older version, which promises shorter frames. */
    boolean isOfThisVersion() {
        return version == Segment.VERSION;
    }

    /**
     * Frames up to this sequence are durable, so their bytes stay as they are. Behind them a write may be under way that
     * fails, is taken back and makes room for another: bytes read ahead there are read again.
     */
    void trust(long last) {
        if (last != trusted) {
            trusted = last;
            forget();
        }
    }

    private void forget() {
        window = ByteBuffer.allocate(0);
        windowAt = 0;
    }

    /** Where the next frame would begin. */
    long offset() {
        return offset;
    }

    /** Where the frame told last begins. */
    long frameAt() {
        return frameAt;
    }

    /** The frame here, whose sequence must be from {@code least} to {@code most}; null if there is no such intact frame. */
    SpoolEntry next(long least, long most) {
        try {
            return frame(offset, least, most);
        } catch (IOException e) {
            throw SpoolFailures.reading(segment.file(), e);
        }
    }

    /** The first intact frame behind this place; null if there is none. Where it began is {@link #frameAt()}. */
    SpoolEntry search(long least, long most) {
        try {
            for (long at = offset + 1; load(at, Frame.OVERHEAD); at++) {
                int inWindow = (int) (at - windowAt);
                if (window.getInt(inWindow) == Frame.MARK) {
                    SpoolEntry entry = frame(at, least, most);
                    if (entry != null) {
                        return entry;
                    }
                }
            }
            return null;
        } catch (IOException e) {
            throw SpoolFailures.reading(segment.file(), e);
        }
    }

    private SpoolEntry frame(long at, long least, long most) throws IOException {
        if (!load(at, Frame.OVERHEAD)) {
            return null;
        }
        int bytes = Frame.claimedBytes(window, (int) (at - windowAt));
        long sequence = window.getLong((int) (at - windowAt) + Frame.SEQUENCE_AT);
        if (bytes == 0 || sequence < least || sequence > most || !load(at, bytes)) {
            return null;
        }
        SpoolEntry entry = Frame.read(window, (int) (at - windowAt), bytes, segment.salt());
        if (entry == null) {
            return null;
        }
        frameAt = at;
        offset = at + bytes;
        if (bytes > WINDOW) {
            forget();
        }
        return entry;
    }

    /** Whether so many bytes are there; they are in the window then. The file is asked first, so no length is believed. */
    private boolean load(long at, int bytes) throws IOException {
        if (at >= windowAt && at + bytes <= windowAt + window.limit()) {
            return true;
        }
        long there = file.length() - at;
        if (there < bytes) {
            return false;
        }
        byte[] read = new byte[(int) Math.min(there, Math.max(WINDOW, bytes))];
        file.seek(at);
        file.readFully(read);
        window = ByteBuffer.wrap(read);
        windowAt = at;
        return true;
    }

    /** Whether nothing follows. */
    boolean atEnd() {
        try {
            return offset >= file.length();
        } catch (IOException e) {
            throw SpoolFailures.reading(segment.file(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
