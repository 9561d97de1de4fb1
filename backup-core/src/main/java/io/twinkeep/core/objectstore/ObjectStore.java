package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Bytes by key. Implementations are safe for use by many threads. Every method may throw {@code Unavailable} (try
 * later) or {@code Refused} (the store says no); a missing bucket is {@code Missing} from any method.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Stores the body, in place of any object of that key. After a failure the key holds the old bytes, the whole body,
     * or (after {@code Unavailable}) either.
     */
    void put(ObjectKey key, ObjectBody body);

    /**
     * Stores the body in one request unless the key is taken; of many callers at once exactly one succeeds. Never
     * retried below the snapshot layer.
     *
     * @throws io.twinkeep.core.errors.Conflict if the key is taken, also by an earlier attempt of one's own
     * @throws io.twinkeep.core.errors.OutcomeUnknown if the answer was lost: the body may be there or not, or come yet
     */
    void putIfAbsent(ObjectKey key, ObjectBody body);

    /**
     * The bytes of the range, as many as it names.
     *
     * @throws io.twinkeep.core.errors.Missing if there is no such object
     * @throws io.twinkeep.core.errors.Corrupt if the object ends before the range does
     */
    byte[] get(ObjectKey key, ByteRange range);

    /**
     * The whole object.
     *
     * @param limit the most bytes to accept, so that a lying store can't exhaust memory
     * @throws io.twinkeep.core.errors.Missing if there is no such object
     * @throws io.twinkeep.core.errors.Corrupt if the object is larger than {@code limit}
     */
    byte[] get(ObjectKey key, int limit);

    /** Size and time of the object, empty if there is none. */
    Optional<ObjectInfo> find(ObjectKey key);

    /**
     * The objects whose keys lie below {@code folder/}, at any depth, in the order of their keys, read page by page
     * as the stream is consumed. Listings are hints: nothing's safety may rest on one being complete.
     */
    Stream<ObjectInfo> list(ObjectKey folder);

    /** Removes the object; no error if there is none. */
    void delete(ObjectKey key);

    /** The store's own clock (the Date of an answer), to the second where the store knows no better. */
    Instant now();

    /** For people and messages: where this is, without credentials. */
    @Override
    String toString();

    @Override
    void close();
}
