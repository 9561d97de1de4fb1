package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether everything is there and what it was: the repository's own objects, every set's log, every snapshot and
 * its manifest, every pack, the outputs and the records; and, for a share of them, every byte. What is damaged can be mended from
 * a mirror (or, in a mirror, from where it comes from). Nothing is ever deleted, and nothing good overwritten.
 */
public final class Verify {
    private final Engine engine;

    public Verify(Engine engine) {
        this.engine = engine;
    }

    /**
     * What to verify: one model or all, and how many percent of each set's packs, of the
     * outputs and of the records to read.
     *
     * @param mirror where to fetch what is damaged; needs no key of its own
     * @param keys what opens key wraps, so that of two differing copies the right one is known
     */
    public record Order(
            Optional<ModelName> model, int readPercent, Optional<Repository> mirror, List<? extends KeySource> keys) {
        public Order {
            if (readPercent < 0 || readPercent > 100) {
                throw new BadUsage("--read-data must be from 0 to 100, is " + readPercent);
            }
        }
    }

    /** A damage: the object, what is wrong with it, and which versions and files it hits. */
    public record Finding(ObjectKey object, String what, String hits) {
        @Override
        public String toString() {
            return object + ": " + what + "; hits " + hits;
        }
    }

    /**
     * How it ended. {@code packs} are all that the snapshots need, {@code unnamedPacks} those that no snapshot
     * names (left by an interrupted backup, or by a newest snapshot that is lost), {@code packsRead} those read and opened,
     * {@code segments} those of the records, {@code objectsRead} how many outputs and segments were read and opened,
     * {@code findings} what is still damaged, {@code repaired} what was and is no more.
     */
    public record Outcome(
            int sets,
            int snapshots,
            int packs,
            int unnamedPacks,
            int packsRead,
            int outputs,
            int segments,
            int objectsRead,
            long bytesRead,
            List<Finding> findings,
            List<Finding> repaired) {}

    /**
     * @throws io.twinkeep.core.errors.Refused if what was named as the mirror has nothing in common with the repository
     * @throws io.twinkeep.core.errors.Missing if neither the repository nor the mirror has the model that was named
     * @throws io.twinkeep.core.errors.Unavailable if the store does not answer: that is no damage
     */
    public Outcome run(Order order) {
        order.mirror().ifPresent(this::refuseStranger);
        var tally = new VerifyTally(engine.progress());
        var repair = new RepairSource(engine, order.mirror());
        List<ModelName> models = models(order, repair);
        checkConfig(tally);
        var wraps = new WrapCheck(engine.repository(), repair, order.keys(), tally);
        for (ModelName model : models) {
            var listing = VerifyListing.of(engine.repository().store(), model);
            for (SetId set : listing.allSets(engine.sets().sets(model, listing.hints()), repair.sets(model))) {
                wraps.add(listing.of(set).wraps());
                new SetCheck(engine, model, set, listing, repair, tally)
                        .run(order.readPercent())
                        .ifPresent(key -> wraps.expect(model, set, key));
            }
        }
        wraps.run();
        var cycle = ReadCycle.next(engine, order.readPercent());
        new OutputsCheck(engine, repair, cycle, tally).run();
        new RecordsCheck(engine, repair, cycle, tally).run();
        if (tally.objectsRead.get() > 0) {
            cycle.record();
        }
        return tally.outcome();
    }

    private void refuseStranger(Repository mirror) {
        new Lineage(engine.repository(), engine.random()).refuseStranger(new Lineage(mirror, engine.random()));
    }

    /** A model that only the mirror has is one that is lost here: that can be mended. */
    private List<ModelName> models(Order order, RepairSource repair) {
        if (order.model().isEmpty()) {
            return engine.sets().models();
        }
        ModelName named = order.model().get();
        if (repair.sets(named).isEmpty()) {
            engine.sets().requireModel(named);
        }
        return List.of(named);
    }

    /** Each mends the other: what was opened is whole by its checksum. */
    private void checkConfig(VerifyTally tally) {
        Repository repository = engine.repository();
        checkConfig(Layout.REPOSITORY, "nothing as long as its copy is whole", tally);
        if (repository.store().find(Layout.REPOSITORY_COPY).isEmpty()) {
            repository.keep(Layout.REPOSITORY_COPY);
        }
        checkConfig(Layout.REPOSITORY_COPY, "nothing as long as the first is whole", tally);
    }

    private void checkConfig(ObjectKey place, String hits, VerifyTally tally) {
        Repository repository = engine.repository();
        if (repository.holds(place)) {
            return;
        }
        if (repository.isWhole(place)) {
            String what = Layout.REPOSITORY + " and its copy are both whole and differ: somebody changed one of them";
            var hit = "who trusts it; its id must be the one in your key file, or in a mirror's wraps";
            tally.settle(new Finding(place, what, hit), false);
            return;
        }
        boolean there = repository.store().find(place).isPresent();
        repository.keep(place);
        var finding = new Finding(place, there ? "it is not as it was written" : "it is missing", hits);
        tally.settle(finding, repository.holds(place));
    }
}
