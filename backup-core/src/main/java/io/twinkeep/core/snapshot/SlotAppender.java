package io.twinkeep.core.snapshot;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Fills the next slot of a set by one conditional create, and finds out who won where the answer does not tell. The only
 * place that commits. Thread-safe as its store is.
 */
final class SlotAppender {
    // A lost answer is looked into this often before we give up and say so.
    private static final int LOOKS = 5;

    private final Repository repository;
    private final SlotReader reader;

    SlotAppender(Repository repository, SlotReader reader) {
        this.repository = repository;
        this.reader = reader;
    }

    /** Why an entry that came first stops a writer, empty if the writer may take the slot after it. */
    interface Stop {
        String reason(SlotEntry entry);
    }

    /** Puts the entry into the next slot that is free, past those that do not stop it. */
    SetStore.Committed append(SetLog log, IntFunction<byte[]> object, Stop stop) {
        if (log.isClosed()) {
            throw conflict(log, "it was closed by a prune");
        }
        int slot = log.nextSlot();
        while (true) {
            byte[] bytes = object.apply(slot);
            if (bytes.length > SlotReader.MAX_OBJECT) {
                throw new Refused("a snapshot of " + bytes.length + " bytes is too large", "split the model in two");
            }
            // Before anything is stored: what we can't read ourselves is not committed.
            SlotEntry ours = SlotCodec.parse(bytes, repository.keys(), "slot " + slot + " of " + log);
            SlotEntry winner = claim(log, slot, bytes, ours);
            if (isOurs(winner, ours)) {
                return new SetStore.Committed(log.set(), slot, winner);
            }
            String reason = stop.reason(winner);
            if (!reason.isEmpty()) {
                throw conflict(log, reason);
            }
            slot++;
        }
    }

    // One run may write a snapshot and a pin, so its id alone does not tell; a copy must be the very bytes.
    private boolean isOurs(SlotEntry winner, SlotEntry ours) {
        if (!(ours instanceof SlotEntry.Snapshotted our)) {
            return ours.equals(winner);
        }
        return winner instanceof SlotEntry.Snapshotted other
                && other.run().equals(our.run())
                && other.header().origin().equals(our.header().origin())
                && (our.header().origin().repository().equals(repository.id())
                        || Arrays.equals(other.header().object(), our.header().object()));
    }

    static Conflict conflict(SetLog log, String reason) {
        return new Conflict(log + " can't be added to: " + reason, "run again: it starts from what is there now");
    }

    /** Creates the slot and tells what it holds in the end, whoever wrote it. */
    SlotEntry claim(SetLog log, int slot, byte[] object, SlotEntry ours) {
        ObjectKey key = Layout.slot(log.model(), log.set(), slot);
        OutcomeUnknown lost = null;
        for (int look = 0; look < LOOKS; look++) {
            try {
                repository.store().putIfAbsent(key, ObjectBody.of(object));
                return ours;
            } catch (OutcomeUnknown e) {
                lost = e;
            } catch (Conflict e) {
                // Taken, perhaps by our own earlier attempt: what is there tells.
            } catch (BackupException e) {
                throw lost == null ? e : unknown(key, e);
            }
            Optional<SlotEntry> there = look(log, slot, lost != null);
            if (there.isPresent()) {
                return there.get();
            }
        }
        throw lost != null
                ? lost
                : new Refused(
                        "the store says that " + key + " is taken and that it does not exist",
                        "run 'twinkeep probe' against this store: it can't hold a repository");
    }

    // After an attempt, a failed look is not 'nothing happened'.
    private Optional<SlotEntry> look(SetLog log, int slot, boolean lost) {
        try {
            return reader.slot(log.model(), log.set(), slot);
        } catch (Refused e) {
            throw lost ? unknown(Layout.slot(log.model(), log.set(), slot), e) : e;
        } catch (Unavailable | Missing e) {
            throw unknown(Layout.slot(log.model(), log.set(), slot), e);
        }
    }

    private OutcomeUnknown unknown(ObjectKey key, BackupException cause) {
        return new OutcomeUnknown(
                "whether " + key + " was written to " + repository.store() + " can't be told: " + cause.getMessage(),
                "run again when the store answers: it starts from what is there then",
                cause);
    }
}
