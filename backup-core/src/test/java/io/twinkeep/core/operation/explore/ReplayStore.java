package io.twinkeep.core.operation.explore;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of the stores as a replayed actor sees it: each call is answered from the record. */
final class ReplayStore implements ObjectStore {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Replay replay;
    private final Things things;
    private final int index;

    ReplayStore(Replay replay, Things things, int index) {
        this.replay = replay;
        this.things = things;
        this.index = index;
    }

    private Answer ask(Call.Kind kind, ObjectKey key, ObjectBody body) {
        int value = body == null
                ? 0
                : things.value(Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length()));
        return replay.answer(new Call(kind, things.key(index, key), value));
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        ask(Call.Kind.PUT, key, body);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        switch (ask(Call.Kind.CREATE, key, body)) {
            case Answer.Taken taken -> throw new Conflict(key + " exists already");
            case Answer.Lost lost -> throw new OutcomeUnknown("the answer to creating " + key + " was lost");
            default -> {}
        }
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        int from = (int) range.offset();
        return Arrays.copyOfRange(get(key, Integer.MAX_VALUE), from, from + range.length());
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        int value = ((Answer.Value) ask(Call.Kind.GET, key, null)).value();
        if (value == 0) {
            throw new Missing("there is no object " + key);
        }
        return things.bytes(value).clone();
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        int value = ((Answer.Value) ask(Call.Kind.FIND, key, null)).value();
        return value == 0 ? Optional.empty() : Optional.of(info(key, value));
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        var listing = (Answer.Listing) ask(Call.Kind.LIST, folder, null);
        return IntStream.range(0, listing.keys().size())
                .mapToObj(i -> info(
                        things.place(listing.keys().get(i)).key(),
                        listing.values().get(i)));
    }

    private ObjectInfo info(ObjectKey key, int value) {
        byte[] bytes = things.bytes(value);
        return new ObjectInfo(key, bytes.length, NOW, md5(bytes));
    }

    /** As S3 servers answer it; saves those who check a copy a step. */
    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void delete(ObjectKey key) {
        ask(Call.Kind.DELETE, key, null);
    }

    @Override
    public Instant now() {
        return NOW;
    }

    @Override
    public String toString() {
        return "store " + index;
    }

    @Override
    public void close() {}
}
