package io.twinkeep.core.operation.explore;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run of an actor over recorded answers, up to the first call that has none. The actor may use threads, but must
 * make its calls one after the other. State is guarded by this object's lock.
 */
final class Replay implements Stage {
    /** Ends the actor at the call that has no answer yet. An error, so that no handler of failures takes it. */
    private static final class Suspended extends Error {
        Suspended() {
            super("suspended", null, false, false);
        }
    }

    private final Things things;
    private final List<Answer> answers;
    private final RandomGenerator random;
    private final List<Object> events = new ArrayList<>();
    private int position;
    private Call next;

    private Replay(Things things, List<Answer> answers, long seed) {
        this.things = things;
        this.answers = answers;
        this.random = new LockedRandom(seed);
    }

    /** Where the actor is: its next call (null once it has ended), and what it told so far. */
    record Position(Call next, List<Object> events) {}

    static Position run(Actor actor, long seed, Things things, List<Answer> answers) {
        var replay = new Replay(things, answers, seed);
        Object end;
        try {
            actor.script().accept(replay);
            end = new Ended.Well();
        } catch (BackupException e) {
            end = new Ended.Failed(e.getClass().getSimpleName(), e.getMessage());
        } catch (RuntimeException | Error e) {
            end = new Ended.Failed("a defect", e.toString());
        }
        return replay.position(end);
    }

    private synchronized Position position(Object end) {
        if (next == null) {
            events.add(end);
        }
        if (position < answers.size()) {
            throw new IllegalStateException("an actor is not deterministic: it ended before its record does");
        }
        return new Position(next, List.copyOf(events));
    }

    synchronized Answer answer(Call call) {
        if (next == null && position < answers.size()) {
            return answers.get(position++);
        }
        if (next == null) {
            next = call;
        }
        throw new Suspended();
    }

    @Override
    public ObjectStore store(int index) {
        return new ReplayStore(this, things, index);
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public synchronized void tell(Object event) {
        if (next == null) {
            events.add(event);
        }
    }

    private static final class LockedRandom implements RandomGenerator {
        private final SplittableRandom random;

        LockedRandom(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public synchronized long nextLong() {
            return random.nextLong();
        }
    }
}
