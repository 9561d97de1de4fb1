package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import okhttp3.Response;

/** Reads the bodies of answers into arrays of exactly their size, and believes no length before it has checked it. */
final class S3Answers {
    private static final int UNKNOWN_LENGTH_STEP = 64 << 10;

    private S3Answers() {}

    /** @throws Corrupt if the object is larger than {@code limit} */
    static byte[] whole(Response answer, int limit, String place) throws IOException {
        long length = answer.body().contentLength();
        if (length > limit) {
            throw new Corrupt(place + " has " + length + " bytes, more than " + limit);
        }
        return length < 0 ? unknownLength(answer, limit, place) : exactly(answer, (int) length);
    }

    /** @throws Corrupt if the object ends before the range does */
    static byte[] range(Response answer, ByteRange range, String place) throws IOException {
        String contentRange = answer.header("Content-Range", "");
        long length = answer.body().contentLength();
        boolean fromStart = contentRange.startsWith("bytes " + range.offset() + "-");
        if (answer.code() != 206 || !fromStart || length > range.length() || length < 0) {
            throw new Refused(
                    place + ": the store answered " + answer.code() + " with " + length + " bytes ('" + contentRange
                            + "') to a request of " + range.length() + " bytes from " + range.offset(),
                    "this store or a proxy before it does not support ranges; 'twinkeep probe' tells more");
        }
        if (length < range.length()) {
            throw new Corrupt(place + " ends " + (range.length() - length) + " bytes before the range of "
                    + range.length() + " bytes from " + range.offset());
        }
        return exactly(answer, range.length());
    }

    private static byte[] exactly(Response answer, int length) throws IOException {
        byte[] bytes = new byte[length];
        var source = answer.body().source();
        int done = 0;
        while (done < length) {
            int count = source.read(bytes, done, length - done);
            if (count < 0) {
                throw new EOFException("the answer ended after " + done + " of " + length + " bytes");
            }
            done += count;
        }
        return bytes;
    }

    private static byte[] unknownLength(Response answer, int limit, String place) throws IOException {
        InputStream stream = answer.body().byteStream();
        byte[] bytes = new byte[Math.min(UNKNOWN_LENGTH_STEP, limit)];
        int done = 0;
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            if (done == limit) {
                throw new Corrupt(place + " has more than " + limit + " bytes");
            }
            if (done == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * done));
            }
            bytes[done++] = (byte) next;
        }
        return Arrays.copyOf(bytes, done);
    }
}
