package io.twinkeep.core.placed;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;

/**
 * The clear start of a placed object: where it was made for, and the details of its kind. Every frame that follows
 * authenticates it.
 */
public final class PlacedHeader {
    private final SealedHeader sealed;
    private final RepositoryId repository;
    private final ObjectKey place;
    private final int indexLength;
    private final byte[] details;

    private PlacedHeader(
            SealedHeader sealed, RepositoryId repository, ObjectKey place, int indexLength, byte[] details) {
        this.sealed = sealed;
        this.repository = repository;
        this.place = place;
        this.indexLength = indexLength;
        this.details = details;
    }

    static PlacedHeader create(Origin origin, Token salt, int indexLength, byte[] details) {
        byte[] clear = new BinaryWriter()
                .i64(origin.repository().token().high())
                .i64(origin.repository().token().low())
                .sized(origin.place().value().getBytes(StandardCharsets.US_ASCII))
                .i32(indexLength)
                .sized(details)
                .bytes();
        var sealed = new SealedHeader(origin.kind(), origin.key().id(), salt, clear);
        return new PlacedHeader(sealed, origin.repository(), origin.place(), indexLength, details);
    }

    /** What an object is made for. */
    public record Origin(ObjectKind kind, DataKey key, RepositoryId repository, ObjectKey place) {}

    /**
     * Takes the header at the start of an object apart; nothing is authenticated yet.
     *
     * @param place where the object lies
     * @throws Corrupt if it is of another kind, or was made for another place
     * @throws io.twinkeep.core.errors.Refused if its format version is unknown
     */
    public static PlacedHeader parse(byte[] start, ObjectKind kind, ObjectKey place, String what) {
        SealedHeader sealed = SealedHeader.parse(start, what);
        if (sealed.kind() != kind) {
            throw new Corrupt(what + " is corrupt: a " + sealed.kind() + " does not belong there");
        }
        try {
            var in = new BinaryReader(sealed.clear());
            var repository = new RepositoryId(in.token());
            var madeFor = new String(in.sized(), StandardCharsets.US_ASCII);
            int indexLength = in.i32();
            byte[] details = in.sized();
            in.end();
            if (!madeFor.equals(place.value())) {
                throw new Corrupt(what + " is corrupt: it was made for another place");
            }
            return new PlacedHeader(sealed, repository, place, indexLength, details);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Corrupt(what + " is corrupt: its header makes no sense", "", e);
        }
    }

    /**
     * The key that opens it. Which repository it was made for is not asked: one and its mirrors hold what the others made.
     *
     * @throws io.twinkeep.core.errors.Refused if no given key opens its data key
     */
    public DataKey key(KeyRing keys, String what) {
        return keys.key(sealed.keyId(), what);
    }

    public KeyId keyId() {
        return sealed.keyId();
    }

    public RepositoryId repository() {
        return repository;
    }

    public ObjectKey place() {
        return place;
    }

    public byte[] details() {
        return details.clone();
    }

    int indexLength() {
        return indexLength;
    }

    SealedHeader sealed() {
        return sealed;
    }

    int length() {
        return sealed.length();
    }
}
