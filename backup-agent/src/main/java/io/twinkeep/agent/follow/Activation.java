package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Switches to a version and lets the service warm up with it. A service loads what {@code current} names, so the switch
 * comes first; until it is warm the version is not active, and if it does not get warm the one before comes back. What
 * is done is written down before, so that a crash in between ends either way at the next pass.
 */
final class Activation {
    private final ModelPlace place;
    private final Prewarm prewarm;
    private final StateFile states;
    private final Progress progress;

    Activation(ModelPlace place, Prewarm prewarm, StateFile states, Progress progress) {
        this.place = place;
        this.prewarm = prewarm;
        this.states = states;
        this.progress = progress;
    }

    /**
     * The state with the version active.
     *
     * @throws NotWarm if the service did not get warm; then what was current before is current again
     */
    FollowState activate(FollowState state, Sha256 version, Instant now) {
        FollowState begun = begin(state, version);
        if (!place.current().equals(Optional.of(version))) {
            place.switchTo(version);
            progress.note("switched to version " + version);
        }
        try {
            prewarm.warm(version, place.version(version));
        } catch (Failed e) {
            throw new NotWarm(goBack(begun, version, now), e);
        }
        progress.note("version " + version + " is warm");
        FollowState done = begun.withActive(Optional.of(version)).withCold(Optional.empty());
        states.write(done);
        return done;
    }

    /** The service did not get warm; {@code state} is what is so now. */
    static final class NotWarm extends RuntimeException {
        private final transient FollowState state;
        private final transient Failed failure;

        NotWarm(FollowState state, Failed failure) {
            super(failure.getMessage(), failure);
            this.state = state;
            this.failure = failure;
        }

        FollowState state() {
            return state;
        }

        Failed failure() {
            return failure;
        }
    }

    private FollowState begin(FollowState state, Sha256 version) {
        boolean begunBefore =
                state.switching().filter(s -> s.to().equals(version)).isPresent();
        Optional<Sha256> current = place.current();
        if (begunBefore || current.equals(Optional.of(version))) {
            // If it is current and nobody wrote down from what, there is nothing to go back to.
            return state;
        }
        Optional<Sha256> before = state.active().filter(place::holds).or(() -> current.filter(place::holds));
        FollowState begun = state.withSwitching(new FollowState.Switching(version, before));
        states.write(begun);
        return begun;
    }

    private FollowState goBack(FollowState begun, Sha256 version, Instant now) {
        var cold = Optional.of(new FollowState.Cold(version, now));
        if (begun.switching().isEmpty()) {
            states.write(begun.withCold(cold));
            return begun.withCold(cold);
        }
        Optional<Sha256> before = begun.switching().get().from();
        before.ifPresentOrElse(place::switchTo, place::switchOff);
        progress.note("switched back to " + before.map(v -> "version " + v).orElse("nothing"));
        FollowState back = begun.withActive(before.filter(this::isWarmAgain)).withCold(cold);
        states.write(back);
        return back;
    }

    private boolean isWarmAgain(Sha256 before) {
        Path at = place.version(before);
        try {
            prewarm.warm(before, at);
            return true;
        } catch (Failed e) {
            progress.note("version " + before + " did not get warm again either: " + e.getMessage());
            return false;
        }
    }
}
