package io.twinkeep.core.snapshot;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.crypto.SealedObject;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What was verified by reading, set by set: sealed objects {@code verified/0}, {@code verified/1}, … of which the last
 * readable one tells all. Records of another repository, model, set or number are not believed. A record that is lost
 * costs one more verification and nothing else. As thread-safe as its store.
 */
public final class VerifiedRecords {
    private static final int MAX_RECORD = 32 << 20;
    private static final int NEVER = -1;
    // Somebody else may verify the same set now: each of us takes the next free number.
    private static final int TRIES = 100;

    private final Repository repository;
    private final RandomGenerator random;

    /** @param random must be cryptographically strong: salts come from it */
    public VerifiedRecords(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.random = random;
    }

    /**
     * What is known of a set: the last complete verification if there was one, the packs that partial ones read
     * without a finding since then, and how many slots there were when any of them looked.
     */
    public record State(Optional<Verified> last, Set<PackId> packsSince, int slots) {
        static final State NOTHING = new State(Optional.empty(), Set.of(), 0);
    }

    /** The last time that all packs of the set were read without a finding, in one run or in several partial ones. */
    public Optional<Verified> last(ModelName model, SetId set) {
        return state(model, set).last();
    }

    public State state(ModelName model, SetId set) {
        for (int number = count(model, set) - 1; number >= 0; number--) {
            try {
                return read(model, set, number);
            } catch (Corrupt | Missing | Refused e) {
                // The one before it says less, and nothing wrong.
            }
        }
        return State.NOTHING;
    }

    /** How many records the set has: they are numbered densely, so the end is found by doubling and halving. */
    public int count(ModelName model, SetId set) {
        int count = 0;
        int step = 1;
        while (isThere(model, set, count + step - 1)) {
            count += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (isThere(model, set, count + step - 1)) {
                count += step;
            }
        }
        return count;
    }

    private boolean isThere(ModelName model, SetId set, int number) {
        return repository.store().find(Layout.verified(model, set, number)).isPresent();
    }

    /** Records that the set was verified completely; partial verifications begin anew after it. */
    public void add(ModelName model, Verified verified) {
        if (!verified.isComplete()) {
            throw new IllegalArgumentException("a partial verification is recorded with its packs");
        }
        add(model, verified.set(), new State(Optional.of(verified), Set.of(), verified.throughSlot() + 1));
    }

    /**
     * Records that these packs were read without a finding since the last complete verification.
     *
     * @param slots how many there are now
     */
    public void addPartial(ModelName model, SetId set, Set<PackId> packsSince, int slots) {
        State before = state(model, set);
        add(model, set, new State(before.last(), packsSince, Math.max(before.slots(), slots)));
    }

    private void add(ModelName model, SetId set, State state) {
        int number = count(model, set);
        for (int attempt = 0; attempt < TRIES; attempt++, number++) {
            try {
                byte[] object = seal(model, set, number, state);
                repository.store().putIfAbsent(Layout.verified(model, set, number), ObjectBody.of(object));
                return;
            } catch (Conflict | OutcomeUnknown e) {
                // Taken, or perhaps ours: a second copy under the next number harms nobody.
            }
        }
        throw new Conflict(
                "the records of verified set " + set + " of model " + model + " are written by many at once");
    }

    /** Puts what is known in place of a record that can't be read. */
    public void mend(ModelName model, SetId set, int number) {
        byte[] object = seal(model, set, number, state(model, set));
        repository.store().put(Layout.verified(model, set, number), ObjectBody.of(object));
    }

    /**
     * One record.
     *
     * @throws Corrupt if it can't be believed
     * @throws Missing if there is none of that number
     */
    public State read(ModelName model, SetId set, int number) {
        ObjectKey place = Layout.verified(model, set, number);
        String what = "the record " + place + " in " + repository.store();
        byte[] object = repository.store().get(place, MAX_RECORD);
        SealedHeader header = SealedHeader.parse(object, what);
        if (header.kind() != ObjectKind.VERIFIED || !Arrays.equals(header.clear(), clear(model, set, number))) {
            throw new Corrupt(what + " is corrupt: it belongs elsewhere");
        }
        DataKey key = repository.keys().key(header.keyId(), what);
        try {
            return readBody(set, new BinaryReader(SealedObject.open(key, header, object, what)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Corrupt(what + " is corrupt: its body makes no sense", "", e);
        }
    }

    private byte[] seal(ModelName model, SetId set, int number, State state) {
        DataKey key = repository.keys().newest();
        var header = new SealedHeader(ObjectKind.VERIFIED, key.id(), Token.random(random), clear(model, set, number));
        return SealedObject.seal(key, header, body(state));
    }

    private byte[] clear(ModelName model, SetId set, int number) {
        Token id = repository.id().token();
        return new BinaryWriter()
                .i64(id.high())
                .i64(id.low())
                .sized(model.value().getBytes(StandardCharsets.US_ASCII))
                .i32(set.epoch())
                .i32(set.number())
                .i32(number)
                .bytes();
    }

    private static byte[] body(State state) {
        var out = new BinaryWriter();
        out.i32(state.last().map(Verified::throughSlot).orElse(NEVER));
        out.i64(state.last().map(last -> last.at().toEpochMilli()).orElse(0L));
        out.count(state.packsSince().size());
        for (PackId pack : state.packsSince()) {
            out.i64(pack.token().high()).i64(pack.token().low());
        }
        out.count(state.slots());
        return out.bytes();
    }

    private static State readBody(SetId set, BinaryReader in) {
        int throughSlot = in.i32();
        Instant at = Instant.ofEpochMilli(in.i64());
        var packs = new LinkedHashSet<PackId>();
        for (long i = in.count(); i > 0; i--) {
            packs.add(new PackId(in.token()));
        }
        // The first records ended here.
        int slots = in.hasMore() ? in.smallCount(Integer.MAX_VALUE) : throughSlot + 1;
        in.end();
        Optional<Verified> last =
                throughSlot == NEVER ? Optional.empty() : Optional.of(new Verified(set, throughSlot, 100, at));
        return new State(last, packs, slots);
    }
}
