package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.Progress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Keeps the version that the alias names present, proven and served: one pass at a time, each of which may stop anywhere
 * and be run again. Works while the database, the origin or the whole primary region is gone, with what it knows.
 */
public final class Follower {
    // An alias that moves faster than versions arrive is followed by the next pass.
    private static final int TURNS = 3;
    private static final long SPARE = 64 << 20;

    private final FollowedModel model;
    private final FollowRules rules;
    private final AliasTargets aliases;
    private final IntSupplier epoch;
    private final Consumer<? super Fact> facts;
    private final InstantSource clock;
    private final Progress progress;
    private final ModelPlace place;
    private final StateFile states;
    private final Supply supply;
    private final Arrival arrival;
    private final Activation activation;
    private final Keeping keeping;

    /**
     * @param aliases read from the nearest database; those of a dead one fail with {@code Unavailable}
     * @param epoch that this region acts with
     * @param facts takes what is to be known; told again until it takes it
     * @param progress its notes tell each step
     */
    public Follower(
            FollowedModel model,
            FollowRules rules,
            AliasTargets aliases,
            Repositories repositories,
            Prewarm prewarm,
            IntSupplier epoch,
            Consumer<? super Fact> facts,
            InstantSource clock,
            Progress progress) {
        this.model = model;
        this.rules = rules;
        this.aliases = aliases;
        this.epoch = epoch;
        this.facts = facts;
        this.clock = clock;
        this.progress = progress;
        this.place = new ModelPlace(model.root());
        this.states = new StateFile(place, progress);
        this.supply = new Supply(model.model(), repositories, progress);
        this.arrival = new Arrival(model.model(), place, supply, rules.threads(), progress);
        this.activation = new Activation(place, prewarm, states, progress);
        this.keeping = new Keeping(model.model(), place, new Retention(rules), repositories, progress);
    }

    /** How a pass ended. */
    public enum Result {
        /** Another agent works on this directory: it does what is to be done. */
        BUSY,
        /** The alias never named a version. */
        NOTHING_WANTED,
        /** The wanted version is in no repository that can be reached. */
        WAITING,
        /** The wanted version is here and proven, but did not warm up a short while ago. */
        HELD_BACK,
        /** The wanted version was active already. */
        UNCHANGED,
        /** The wanted version is active now. */
        ACTIVATED
    }

    /**
     * How a pass ended; byte counts are of this pass.
     *
     * @param aliasRead false if the alias could not be read, so that what was known counted
     * @param bytesCarried into the region's own repository
     * @param bytesDownloaded from there
     */
    public record Outcome(
            Result result, Optional<Sha256> wanted, boolean aliasRead, long bytesCarried, long bytesDownloaded) {}

    /**
     * One pass.
     *
     * @throws BackupException if the wanted version could not be made active; what was served is served on
     */
    public Outcome run() {
        place.prepare();
        return FollowLock.alone(place, () -> new Pass().run())
                .orElse(new Outcome(Result.BUSY, Optional.empty(), false, 0, 0));
    }

    /** What one pass knows and has done. */
    private final class Pass {
        private FollowState state = states.read();
        private boolean aliasRead;
        private long bytesCarried;
        private long bytesDownloaded;

        Outcome run() {
            readAlias();
            for (int turn = 1; ; turn++) {
                Optional<Sha256> wanted = state.wanted().map(FollowState.Target::version);
                if (wanted.isEmpty()) {
                    return outcome(Result.NOTHING_WANTED);
                }
                Result result = follow(wanted.get(), turn == TURNS);
                if (result != null) {
                    return outcome(result);
                }
            }
        }

        private Outcome outcome(Result result) {
            return new Outcome(
                    result, state.wanted().map(FollowState.Target::version), aliasRead, bytesCarried, bytesDownloaded);
        }

        /** Null if the alias moved meanwhile. */
        private Result follow(Sha256 version, boolean lastTurn) {
            try {
                if (!makePresent(version)) {
                    return Result.WAITING;
                }
                if (movedSince(version) && !lastTurn) {
                    return null;
                }
                return movedSince(version) ? Result.WAITING : makeActive(version);
            } catch (Unavailable | OutcomeUnknown | Missing | Conflict e) {
                throw e;
            } catch (BackupException e) {
                tell(version, DeploymentState.FAILED, e.getMessage());
                throw e;
            }
        }

        private void readAlias() {
            try {
                Optional<FollowState.Target> last =
                        aliases.current(model.model(), rules.alias()).map(FollowState.Target::of);
                aliasRead = true;
                if (last.isPresent() && !state.targets().contains(last.get())) {
                    List<AliasMove> moves = aliases.history(model.model(), rules.alias());
                    save(state.with(moves));
                }
            } catch (Unavailable e) {
                progress.note("the alias can't be read, so the last one known counts: " + e.getMessage());
            }
        }

        private boolean movedSince(Sha256 version) {
            readAlias();
            return !state.wanted().get().version().equals(version);
        }

        /** False if no repository that can be reached has it. */
        private boolean makePresent(Sha256 version) {
            if (place.holds(version)) {
                return true;
            }
            tell(version, DeploymentState.SYNCING, "");
            Optional<Supply.Stocked> stocked = supply.bring(version);
            if (stocked.isEmpty()) {
                return false;
            }
            bytesCarried += stocked.get().bytesCarried();
            progress.note("version " + version + " is in the region's own repository");
            save(keeping.pin(state, clock.instant()));
            makeRoom(version, stocked.get().snapshot().body().bytes());
            Arrival.Arrived arrived = arrival.bring(version, clock.instant());
            bytesDownloaded += arrived.restored().bytesDownloaded();
            arrived.base().ifPresent(base -> save(state.withBase(base)));
            progress.note("version " + version + " is in its place");
            tell(version, DeploymentState.VERIFIED, "");
            return true;
        }

        private void makeRoom(Sha256 version, long bytes) {
            long there = Keeping.bytesBelow(place.incoming(version));
            keeping.tidy(state, Optional.of(version), Math.max(0, bytes - there) + SPARE, clock.instant());
        }

        private Result makeActive(Sha256 version) {
            boolean isCurrent = place.current().equals(Optional.of(version));
            if (isCurrent && state.active().equals(Optional.of(version))) {
                tell(version, DeploymentState.ACTIVE, "");
                letGo();
                return Result.UNCHANGED;
            }
            if (isHeldBack(version)) {
                return Result.HELD_BACK;
            }
            requireRight(version);
            try {
                state = activation.activate(state, version, clock.instant());
            } catch (Activation.NotWarm e) {
                state = e.state();
                tellWhatIsNotWarm();
                throw e.failure();
            }
            tell(version, DeploymentState.ACTIVE, "");
            letGo();
            return Result.ACTIVATED;
        }

        /** What was switched back to may have got cold as well; then nothing is active. */
        private void tellWhatIsNotWarm() {
            if (state.active().isEmpty()) {
                place.current().ifPresent(back -> tell(back, DeploymentState.VERIFIED, "it is current and not warm"));
            }
        }

        private boolean isHeldBack(Sha256 version) {
            return state.cold()
                    .filter(cold -> cold.version().equals(version))
                    .filter(cold -> cold.at().plus(rules.prewarmAgain()).isAfter(clock.instant()))
                    .isPresent();
        }

        /** A version that came earlier is not read again where nothing hints at a change, so going back is instant. */
        private void requireRight(Sha256 version) {
            Instant now = clock.instant();
            Ledger ledger = arrival.ledger(version);
            Inspection.Finding finding = arrival.inspect(place.version(version), ledger, 0, now);
            if (!finding.isRight()) {
                finding.drifts().forEach(drift -> progress.note("not right in version " + version + ": " + drift));
                arrival.repair(version, place.version(version), finding.drifts());
                finding = arrival.inspect(place.version(version), finding.forgetting(), 0, now);
            }
            if (!finding.isRight()) {
                throw new Corrupt(
                        "version " + version + " in " + place + " is not what it was: "
                                + finding.drifts().getFirst(),
                        "look who writes there; once the version's directory is moved away it is restored anew");
            }
            LedgerFile.write(place.ledger(version), finding.ledger());
        }

        /** What is no longer needed goes after the switch, and what fails here is done by the next pass. */
        private void letGo() {
            FollowState pinned = keeping.pin(state, clock.instant());
            if (!pinned.equals(state)) {
                save(pinned);
            }
            keeping.tidy(state, Optional.empty(), 0, clock.instant());
        }

        private void save(FollowState next) {
            state = next;
            states.write(next);
        }

        /** Once, unless it is not taken: then the next pass tells. */
        private void tell(Sha256 version, DeploymentState what, String message) {
            var told = new FollowState.Told(version, what);
            if (state.told().equals(Optional.of(told))) {
                return;
            }
            Instant now = clock.instant();
            boolean proven = what == DeploymentState.VERIFIED || what == DeploymentState.ACTIVE;
            Optional<Instant> verified = proven
                    ? LedgerFile.read(place.ledger(version), version).map(Ledger::allReadSince)
                    : Optional.empty();
            String path = place.version(version).toString();
            try {
                facts.accept(new Deployment(
                        model.region(), model.model(), version, what, path, verified, epoch.getAsInt(), now, message));
            } catch (BackupException e) {
                progress.note("that version " + version + " is " + what + " is told later: " + e.getMessage());
                return;
            }
            save(state.withTold(told));
        }
    }
}
