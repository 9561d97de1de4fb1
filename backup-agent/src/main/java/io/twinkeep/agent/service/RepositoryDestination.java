package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.upload.Destination;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputSource;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.repository.Layout;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The own repository, as a place for images. A group of them costs two round trips and each image one; days are those of
 * the store's clock, which is asked when the repository is opened.
 */
final class RepositoryDestination implements Destination {
    private final AgentSettings settings;
    private final Means means;
    private final RegionStanding standing;

    /** @param means with the guard that stops a fenced region */
    RepositoryDestination(AgentSettings settings, Means means, RegionStanding standing) {
        this.settings = settings;
        this.means = means;
        this.standing = standing;
    }

    @Override
    public Opened open() {
        refuseUnlessKnown();
        var session = Session.open(means, settings.task(StorePurpose.WRITE));
        try {
            return new Place(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void refuseUnlessKnown() {
        standing.refuseIfFenced();
        if (standing.role().isEmpty()) {
            throw new Refused(
                    "the role of region " + settings.region() + " is not known yet",
                    "outputs wait in the cache until the database, or 'role' in the file, tells it");
        }
    }

    private final class Place implements Opened {
        private final Session session;
        private final OutputStore outputs;
        private final int epoch;
        private final Duration ahead; // of the store's clock

        Place(Session session) {
            this.session = session;
            this.outputs = new OutputStore(session.repository(), means.random());
            this.epoch = session.engine().sets().epoch();
            Instant now = session.repository().store().now();
            this.ahead = Duration.between(means.clock().instant(), now);
        }

        @Override
        public LocalDate look() {
            refuseUnlessKnown();
            // The guard sees what passes by: whoever is replaced learns it here, also without a database.
            if (session.repository().store().find(Layout.epoch(epoch + 1)).isPresent()) {
                throw new Refused(
                        "epoch " + (epoch + 1) + " begins in "
                                + session.repository().store(),
                        "look again");
            }
            session.repository().refuseIfGone();
            session.repository().keys().search();
            return LocalDate.ofInstant(means.clock().instant().plus(ahead), ZoneOffset.UTC);
        }

        @Override
        public ObjectKey put(LocalDate day, Output.Description description, OutputSource source) {
            return outputs.putNext(day, description, source).output().key();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
