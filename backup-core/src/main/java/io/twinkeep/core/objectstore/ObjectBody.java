package io.twinkeep.core.objectstore;

import java.nio.charset.StandardCharsets;

/**
 * Bytes to be stored: a window of an array, which is not copied and must not change while a call uses it. Bodies are at
 * most some tens of MiB, since packs are; that keeps retries and memory simple.
 */
public record ObjectBody(byte[] array, int offset, int length) {
    public ObjectBody {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
    }

    public static ObjectBody of(byte[] bytes) {
        return new ObjectBody(bytes, 0, bytes.length);
    }

    public static ObjectBody of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
