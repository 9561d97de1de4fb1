package io.twinkeep.core.objectstore;

import java.io.IOException;
import java.util.Base64;
import java.util.zip.CRC32C;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** Sends the window of an array as it lies there; nothing is copied or hashed beforehand. Can be sent again. */
final class WindowBody extends RequestBody {
    private static final MediaType BYTES = MediaType.get("application/octet-stream");

    private final ObjectBody body;

    WindowBody(ObjectBody body) {
        this.body = body;
    }

    @Override
    public MediaType contentType() {
        return BYTES;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(body.array(), body.offset(), body.length());
    }

    /** The value of {@code x-amz-checksum-crc32c}; at some 28 GB/s it costs next to nothing. */
    static String crc32c(ObjectBody body) {
        var checksum = new CRC32C();
        checksum.update(body.array(), body.offset(), body.length());
        int value = (int) checksum.getValue();
        byte[] bytes = {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        return Base64.getEncoder().encodeToString(bytes);
    }
}
