package io.twinkeep.core.placed;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectCipher;
import io.twinkeep.core.crypto.ObjectCipher.Purpose;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.pack.Checksum;
import java.nio.ByteBuffer;

/** Seals placed objects, tells whether they are whole, and opens them. */
public final class PlacedObject {
    /** Bytes behind the last stretch. */
    public static final int TAIL = 12;

    private static final int MAGIC = 0x54574b51; // "TWKQ"

    private PlacedObject() {}

    /**
     * Seals an object.
     *
     * @param index says what the content is, to be read without it; empty for none
     * @param content a window of an array
     */
    public static byte[] seal(
            PlacedHeader.Origin origin, Token salt, byte[] details, byte[] index, ObjectBody content) {
        int indexLength = index.length == 0 ? 0 : ObjectCipher.sealedLength(index.length);
        PlacedHeader header = PlacedHeader.create(origin, salt, indexLength, details);
        int contentAt = header.length() + indexLength;
        byte[] object = new byte[contentAt + ObjectCipher.sealedLength(content.length()) + TAIL];
        System.arraycopy(header.sealed().bytes(), 0, object, 0, header.length());
        if (indexLength > 0) {
            new ObjectCipher(origin.key(), header.sealed(), Purpose.INDEX)
                    .seal(header.length(), index, 0, index.length, object, header.length());
        }
        new ObjectCipher(origin.key(), header.sealed())
                .seal(contentAt, content.array(), content.offset(), content.length(), object, contentAt);
        int tail = object.length - TAIL;
        ByteBuffer.wrap(object, tail, TAIL)
                .putLong(Checksum.of(object, 0, tail))
                .putInt(MAGIC);
        return object;
    }

    /**
     * Whether the object is as it was written, as far as that can be told without a key: against accidents, not against
     * forgers.
     */
    public static boolean isWhole(byte[] object) {
        int tail = object.length - TAIL;
        if (tail < 0) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(object, tail, TAIL);
        return in.getLong() == Checksum.of(object, 0, tail) && in.getInt() == MAGIC;
    }

    /**
     * The index.
     *
     * @param start the object, or enough of its start
     * @throws Corrupt if it is not what was sealed
     */
    public static byte[] index(DataKey key, PlacedHeader header, byte[] start, String what) {
        int length = header.indexLength();
        int plain = ObjectCipher.plainLength(length);
        if (length <= 0 || plain < 0 || start.length - header.length() < length) {
            throw new Corrupt(what + " is corrupt: its index is cut off");
        }
        byte[] index = new byte[plain];
        new ObjectCipher(key, header.sealed(), Purpose.INDEX)
                .open(header.length(), start, header.length(), length, index, 0, what);
        return index;
    }

    /**
     * The content of a whole object.
     *
     * @throws Corrupt if it is not what was sealed
     */
    public static byte[] content(DataKey key, PlacedHeader header, byte[] object, String what) {
        int indexLength = header.indexLength();
        int at = header.length() + indexLength;
        int length = object.length - TAIL - at;
        boolean fits = indexLength >= 0 && indexLength < object.length && length > 0;
        if (!fits || !isWhole(object) || ObjectCipher.plainLength(length) < 0) {
            throw new Corrupt(
                    what + " is corrupt: its checksum does not fit",
                    "mend it with 'twinkeep verify --read-data 100 --repair-from MIRROR'");
        }
        byte[] content = new byte[ObjectCipher.plainLength(length)];
        new ObjectCipher(key, header.sealed()).open(at, object, at, length, content, 0, what);
        return content;
    }
}
