package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.placed.PlacedObject;
import io.twinkeep.core.repository.Repository;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checks single objects of one kind, and mends them from a mirror. An object whose data key is not at hand is checked by its
 * checksum alone. Thread-safe.
 */
final class DatedCheck {
    private final Repository repository;
    private final RepairSource repair;
    private final DatedObjects kind;
    private final VerifyTally tally;

    DatedCheck(Repository repository, RepairSource repair, DatedObjects kind, VerifyTally tally) {
        this.repository = repository;
        this.repair = repair;
        this.kind = kind;
        this.tally = tally;
    }

    /** An object that was read; {@code content} is absent where its data key is not at hand. */
    record Opened(PlacedHeader header, byte[] object, Optional<byte[]> content) {}

    /** Reads the object and opens it; empty if it is damaged and could not be mended. */
    Optional<Opened> read(ObjectKey key, String hits) {
        try {
            byte[] object = repository.store().get(key, kind.maxObject());
            tally.bytesRead.addAndGet(object.length);
            return Optional.of(open(key, object));
        } catch (Missing e) {
            return settle(key, "it is missing", hits);
        } catch (Unavailable e) {
            throw e;
        } catch (BackupException e) {
            return settle(key, e.getMessage(), hits);
        }
    }

    private Opened open(ObjectKey key, byte[] object) {
        PlacedHeader header = kind.check(key, object);
        KeyRing keys = repository.keys();
        if (!keys.has(header.keyId())) {
            return new Opened(header, object, Optional.empty());
        }
        DataKey dataKey = header.key(keys, key.value());
        return new Opened(header, object, Optional.of(PlacedObject.content(dataKey, header, object, key.value())));
    }

    /** Takes a damage down; tells what is there now if it is mended. */
    Optional<Opened> settle(ObjectKey key, String what, String hits) {
        Optional<Opened> mended = mend(key);
        tally.settle(new Verify.Finding(key, what, hits), mended.isPresent());
        return mended;
    }

    private Optional<Opened> mend(ObjectKey key) {
        if (repair.store().isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] theirs = repair.store().get().get(key, kind.maxObject());
            Opened opened = open(key, theirs);
            ObjectStore ours = repository.store();
            ours.put(key, ObjectBody.of(theirs));
            return Arrays.equals(ours.get(key, kind.maxObject()), theirs) ? Optional.of(opened) : Optional.empty();
        } catch (Unavailable e) {
            throw e;
        } catch (BackupException e) {
            return Optional.empty();
        }
    }

    /** Whether the mirror, if there is one, has the object. */
    boolean isAtMirror(ObjectKey key) {
        return repair.store().map(store -> store.find(key).isPresent()).orElse(false);
    }
}
