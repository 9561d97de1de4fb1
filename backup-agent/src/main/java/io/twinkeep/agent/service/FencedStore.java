package io.twinkeep.agent.service;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A store that takes nothing more from a region which was fenced, in the middle of a run too. It sees grants of other
 * regions pass by as the writers below read {@code epochs/}, also while no database tells of them.
 */
final class FencedStore implements ObjectStore {
    private static final Pattern EPOCH = Pattern.compile("epochs/(\\d{1,9})");

    private final ObjectStore store;
    private final RegionStanding standing;
    private final EventLog log;

    FencedStore(ObjectStore store, RegionStanding standing, EventLog log) {
        this.store = store;
        this.standing = standing;
        this.log = log;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        standing.refuseIfFenced();
        store.put(key, body);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        standing.refuseIfFenced();
        store.putIfAbsent(key, body);
    }

    @Override
    public void delete(ObjectKey key) {
        standing.refuseIfFenced();
        store.delete(key);
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        Optional<ObjectInfo> found = store.find(key);
        Matcher epoch = EPOCH.matcher(key.value());
        if (found.isPresent() && epoch.matches()) {
            seen(Integer.parseInt(epoch.group(1)), found.get().lastModified());
        }
        return found;
    }

    /** @throws Refused if somebody else acts with that epoch */
    private void seen(int epoch, Instant at) {
        if (standing.superseded(epoch, at)) {
            log.warn(
                    "fenced",
                    "epoch",
                    epoch,
                    "message",
                    "the repository " + store + " grants epoch " + epoch
                            + " to another region; nothing is written any more");
            standing.refuseIfFenced();
        }
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return store.get(key, range);
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return store.get(key, limit);
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        return store.list(folder);
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public String toString() {
        return store.toString();
    }

    @Override
    public void close() {
        store.close();
    }
}
