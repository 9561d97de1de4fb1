package io.twinkeep.core.operation.explore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Visits every state that a world can reach, nearest first, so that the first counterexample is a shortest one. Not
 * thread-safe.
 */
public final class Explorer {
    private static final int LATE_ARRIVAL = 1 << 16;
    private static final Steps.Fault[] FAULTS = Steps.Fault.values();

    private final World world;
    private final Things things = new Things();
    private final Cast cast;
    private final Steps steps;
    private final LongSet seen = new LongSet();
    private final LongSet checked = new LongSet();
    private final ArrayDeque<State> frontier = new ArrayDeque<>();
    private int[] parents = new int[1 << 12];
    private int[] choices = new int[1 << 12];
    private long stepCount;
    private int expanding;

    public Explorer(World world) {
        this.world = world;
        this.cast = new Cast(world.actors(), things);
        this.steps = new Steps(cast, things, world.rules());
    }

    /** @param limit the exploration stops after so many states, and says so */
    public Report run(int limit) {
        long started = System.nanoTime();
        Optional<Report.Counterexample> found = Optional.empty();
        try {
            visit(start(), -1);
            for (expanding = 0; !frontier.isEmpty() && seen.size() < limit; expanding++) {
                expand(frontier.remove());
            }
        } catch (Failure failure) {
            found = Optional.of(new Report.Counterexample(failure.getMessage(), schedule(failure.choice)));
        }
        return new Report(
                seen.size(),
                stepCount,
                cast.size(),
                checked.size(),
                frontier.isEmpty() && found.isEmpty(),
                Duration.ofNanos(System.nanoTime() - started),
                found);
    }

    private static final class Failure extends RuntimeException {
        private final int choice;

        Failure(String broken, int choice) {
            super(broken, null, false, false);
            this.choice = choice;
        }
    }

    private State start() {
        var state = new State(new int[0], cast.starts(), 0, new int[0]);
        for (int store = 0; store < world.stores().size(); store++) {
            for (Map.Entry<ObjectKey, byte[]> object : world.stores().get(store).entrySet()) {
                state = state.with(things.key(store, object.getKey()), things.value(object.getValue()));
            }
        }
        return state;
    }

    private void expand(State state) {
        for (int actor = 0; actor < state.nodes().length; actor++) {
            Call call = cast.node(state.nodes()[actor]).next;
            if (call == null) {
                continue;
            }
            boolean mayFail = call.kind() == Call.Kind.CREATE && state.faults() < world.lostAnswers();
            for (Steps.Fault fault : mayFail ? FAULTS : new Steps.Fault[] {Steps.Fault.NONE}) {
                follow(state, actor * FAULTS.length + fault.ordinal());
            }
        }
        for (int late = 0; late < state.late().length; late += 2) {
            follow(state, LATE_ARRIVAL + late);
        }
    }

    private void follow(State state, int choice) {
        try {
            visit(apply(state, choice), choice);
        } catch (Steps.Broken broken) {
            throw new Failure(broken.getMessage(), choice);
        }
        stepCount++;
    }

    private State apply(State state, int choice) {
        return choice >= LATE_ARRIVAL
                ? steps.arrive(state, choice - LATE_ARRIVAL)
                : steps.step(state, choice / FAULTS.length, FAULTS[choice % FAULTS.length]);
    }

    private void visit(State unsettled, int choice) {
        check(unsettled, choice);
        State state = steps.settle(unsettled);
        int number = seen.size();
        if (!seen.add(state.hash())) {
            return;
        }
        check(state, choice);
        if (number == parents.length) {
            parents = Arrays.copyOf(parents, 2 * number);
            choices = Arrays.copyOf(choices, 2 * number);
        }
        parents[number] = choice < 0 ? -1 : expanding;
        choices[number] = choice;
        frontier.add(state);
    }

    /** What the rules look at is the content and what was told; each pair of these is checked once. */
    private void check(State state, int choice) {
        long situation = state.contentHash();
        for (int node : state.nodes()) {
            situation = State.mix(situation + cast.node(node).eventsId);
        }
        if (checked.add(situation)) {
            world.rules().broken(new View(state, things, cast)).ifPresent(broken -> {
                throw new Failure(broken, choice);
            });
        }
    }

    private List<String> schedule(int last) {
        var path = new ArrayList<Integer>();
        if (last >= 0) {
            path.add(last);
            for (int at = expanding; parents[at] >= 0; at = parents[at]) {
                path.add(choices[at]);
            }
        }
        Collections.reverse(path);
        var lines = new ArrayList<String>();
        steps.logTo(lines);
        try {
            State state = steps.settle(start());
            for (int choice : path) {
                state = steps.settle(apply(state, choice));
            }
        } catch (Steps.Broken broken) {
            lines.add("here: " + broken.getMessage());
        }
        return lines;
    }
}
