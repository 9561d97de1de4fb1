package io.twinkeep.core.operation;

import static io.twinkeep.core.operation.SmallWorld.MODEL;

import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SlotEntry;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Each takes one guard away from the production code of one actor, by what it lets the actor see of the store or what
 * becomes of its calls.
 */
final class Defects {
    private static final RunId SOMEBODY = new RunId(new Token(1, 1));

    private Defects() {}

    /** Second read: a slot that was read once is not looked at again. */
    static SmallWorld.Defect readsOnce() {
        return (store, world) -> new ForwardingObjectStore(store) {
            private final Map<ObjectKey, byte[]> first = new HashMap<>();

            @Override
            public byte[] get(ObjectKey key, int limit) {
                if (!isSlot(key)) {
                    return super.get(key, limit);
                }
                if (!first.containsKey(key)) {
                    first.put(key, super.get(key, limit));
                }
                return first.get(key).clone();
            }
        };
    }

    /** Slot order: a set is closed behind whatever was added since it was read. */
    static SmallWorld.Defect closesBehindOthers(int index) {
        return (store, world) -> new ForwardingObjectStore(store) {
            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                try {
                    super.putIfAbsent(key, body);
                } catch (Conflict e) {
                    SetStore sets = world.sets(store, index);
                    sets.close(logUpTo(key, sets.read(MODEL, set(key)).nextSlot()), SOMEBODY);
                }
            }
        };
    }

    /** Slot order: the closed marker leaves one slot free. */
    static SmallWorld.Defect closesOneTooFar(int index) {
        return (store, world) -> new ForwardingObjectStore(store) {
            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                world.sets(store, index).close(logUpTo(key, slot(key) + 1), SOMEBODY);
            }
        };
    }

    /** Pin check: what pins looks like what releases. */
    static SmallWorld.Defect seesNoPins(int index) {
        return hiding(ObjectKind.PIN, index);
    }

    /** Stop at closed: what closes looks like what releases. */
    static SmallWorld.Defect seesNoClosed(int index) {
        return hiding(ObjectKind.CLOSED, index);
    }

    /** Hints: what is missing looks like the end of the log. */
    static SmallWorld.Defect seesNoListing() {
        return (store, world) -> new ForwardingObjectStore(store) {
            @Override
            public Stream<ObjectInfo> list(ObjectKey folder) {
                return folder.equals(Layout.model(MODEL)) ? Stream.empty() : super.list(folder);
            }
        };
    }

    /** Closed door: the packs of an abandoned backup go before its slot 0 is taken. */
    static SmallWorld.Defect deletesBehindAnOpenDoor() {
        return (store, world) -> new ForwardingObjectStore(store) {
            private final Map<ObjectKey, byte[]> closed = new HashMap<>();

            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                closed.put(key, Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length()));
            }

            @Override
            public byte[] get(ObjectKey key, int limit) {
                return closed.containsKey(key) ? closed.get(key).clone() : super.get(key, limit);
            }
        };
    }

    private static SmallWorld.Defect hiding(ObjectKind kind, int index) {
        return (store, world) -> new ForwardingObjectStore(store) {
            @Override
            public byte[] get(ObjectKey key, int limit) {
                byte[] object = super.get(key, limit);
                return isSlot(key) && SealedHeader.parse(object, "a slot").kind() == kind
                        ? release(world, index, key)
                        : object;
            }
        };
    }

    private static byte[] release(SmallWorld world, int index, ObjectKey key) {
        var alone = new MemoryObjectStore();
        world.sets(alone, index).release(logUpTo(key, slot(key)), SmallWorld.promotion(99), SOMEBODY);
        return alone.get(key, Integer.MAX_VALUE);
    }

    /** Run id: a slot that is taken counts as one's own. */
    static SmallWorld.Defect takesTakenForDone() {
        return (store, world) -> new ForwardingObjectStore(store) {
            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                try {
                    super.putIfAbsent(key, body);
                } catch (Conflict e) {
                    // Taken for one's own earlier attempt.
                }
            }
        };
    }

    /** Run id: after a lost answer one's own snapshot counts as another's. */
    static SmallWorld.Defect takesOwnForForeign(int index) {
        return (store, world) -> new ForwardingObjectStore(store) {
            private byte[] own = {};

            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                try {
                    super.putIfAbsent(key, body);
                } catch (OutcomeUnknown e) {
                    own = Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length());
                    throw e;
                }
            }

            @Override
            public byte[] get(ObjectKey key, int limit) {
                byte[] object = super.get(key, limit);
                return Arrays.equals(object, own) ? byAnother(world, index, key, object) : object;
            }
        };
    }

    private static byte[] byAnother(SmallWorld world, int index, ObjectKey key, byte[] object) {
        var alone = new MemoryObjectStore();
        alone.put(key, ObjectBody.of(object));
        SetStore sets = world.sets(alone, index);
        var header =
                ((SlotEntry.Snapshotted) sets.slot(MODEL, set(key), slot(key)).orElseThrow()).header();
        var draft = new SetStore.Draft(
                SOMEBODY,
                world.repository(alone, index).keys().newest(),
                header.takenAt(),
                header.packs(),
                sets.body(header));
        alone.delete(key);
        sets.commit(logUpTo(key, slot(key)), draft);
        return alone.get(key, Integer.MAX_VALUE);
    }

    private static SetLog logUpTo(ObjectKey key, int slot) {
        SlotEntry any = new SlotEntry.Release(null, SOMEBODY, SmallWorld.promotion(99));
        return new SetLog(MODEL, set(key), Collections.nCopies(slot, any));
    }

    private static boolean isSlot(ObjectKey key) {
        return key.value().contains("/slots/");
    }

    private static SetId set(ObjectKey key) {
        return SetId.parse(key.value().split("/")[2]);
    }

    private static int slot(ObjectKey key) {
        return Integer.parseInt(key.name());
    }
}
