package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/** A small object sealed whole: a header and one stretch. */
public final class SealedObject {
    private SealedObject() {}

    public static byte[] seal(DataKey key, SealedHeader header, byte[] body) {
        byte[] head = header.bytes();
        byte[] object = Arrays.copyOf(head, head.length + ObjectCipher.sealedLength(body.length));
        new ObjectCipher(key, header).seal(head.length, body, 0, body.length, object, head.length);
        return object;
    }

    /**
     * The body of an object whose header has been read.
     *
     * @throws Corrupt if header or body were changed, or the key is another
     */
    public static byte[] open(DataKey key, SealedHeader header, byte[] object, String what) {
        int length = object.length - header.length();
        int plain = ObjectCipher.plainLength(length);
        if (plain < 0) {
            throw new Corrupt(what + " is corrupt: its body is cut off");
        }
        byte[] body = new byte[plain];
        new ObjectCipher(key, header).open(header.length(), object, header.length(), length, body, 0, what);
        return body;
    }
}
