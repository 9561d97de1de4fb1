package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads little-endian numbers and texts one after the other from a window of a file, through one small buffer. Every
 * step past the window's end is {@link Malformed}, so whoever loops over it is bounded by the window. Not thread-safe.
 */
final class HeaderReader {
    private static final int BUFFER = 64 << 10;
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private final SourceFile file;
    private final long end;
    private final byte[] buffer;
    private long bufferStart;
    private int buffered;
    private int next;

    /** Reads from {@code start}, never to or past {@code end} nor the end of the file. */
    HeaderReader(SourceFile file, long start, long end) throws Malformed {
        this.file = file;
        this.end = Math.min(end, file.size());
        if (start < 0 || start > this.end) {
            throw new Malformed("starts outside the file");
        }
        this.bufferStart = start;
        this.buffer = new byte[(int) Math.min(BUFFER, this.end - start)];
    }

    /** Where the next read begins in the file. */
    long position() {
        return bufferStart + next;
    }

    /** Bytes left in the window. */
    long remaining() {
        return end - position();
    }

    int u8() throws Malformed {
        return buffer[take(1)] & 0xff;
    }

    int u16() throws Malformed {
        return (short) SHORT.get(buffer, take(2)) & 0xffff;
    }

    int i32() throws Malformed {
        return (int) INT.get(buffer, take(4));
    }

    long u32() throws Malformed {
        return i32() & 0xffff_ffffL;
    }

    long i64() throws Malformed {
        return (long) LONG.get(buffer, take(8));
    }

    /** An unsigned 64-bit number that counts or measures something; what does not fit a long is malformed. */
    long size() throws Malformed {
        long value = i64();
        if (value < 0) {
            throw new Malformed("a size of more than 2^63");
        }
        return value;
    }

    /** A text of so many bytes of UTF-8; wrong UTF-8 is replaced, since a name is a hint and no more. */
    String text(long length, int most) throws Malformed {
        return new String(bytes(length, most), StandardCharsets.UTF_8);
    }

    byte[] bytes(long length, int most) throws Malformed {
        if (length < 0 || length > most || length > remaining()) {
            throw new Malformed("a text longer than its header");
        }
        var bytes = new byte[(int) length];
        for (int done = 0; done < bytes.length; ) {
            int part = Math.min(bytes.length - done, buffer.length);
            System.arraycopy(buffer, take(part), bytes, done, part);
            done += part;
        }
        return bytes;
    }

    /** Passes over {@code length} bytes without reading them. */
    void skip(long length) throws Malformed {
        if (length < 0 || length > remaining()) {
            throw new Malformed("a field longer than its header");
        }
        if (length <= buffered - next) {
            next += (int) length;
        } else {
            bufferStart = position() + length;
            buffered = 0;
            next = 0;
        }
    }

    /** The index in the buffer of the next {@code length} (at most its size) bytes, which are passed over. */
    private int take(int length) throws Malformed {
        if (buffered - next < length) {
            fill(length);
        }
        int index = next;
        next += length;
        return index;
    }

    private void fill(int length) throws Malformed {
        if (length > remaining()) {
            throw new Malformed("the header ends early");
        }
        int kept = buffered - next;
        System.arraycopy(buffer, next, buffer, 0, kept);
        bufferStart += next;
        next = 0;
        int wanted = (int) Math.min(buffer.length, end - bufferStart) - kept;
        buffered = kept + file.read(bufferStart + kept, buffer, kept, wanted);
        if (buffered < length) {
            throw new Malformed("the file is shorter than it was");
        }
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }
}
