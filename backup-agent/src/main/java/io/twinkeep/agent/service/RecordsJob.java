package io.twinkeep.agent.service;

import io.twinkeep.agent.archive.RecordArchive;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.records.RecordLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * The hourly job that carries facts into the repository's log. Every agent tells what its own spool knows; what the database
 * alone knows one agent of the primary region tells: the first by name of those that live.
 */
final class RecordsJob implements UseCase {
    // An agent that was not heard of for so long has left its part to the next.
    private static final Duration LIVES = Duration.ofMinutes(10);

    private final Parts parts;
    private final Setup setup;
    private final RecordArchive archive;

    RecordsJob(Parts parts, Setup setup, Spool spool, Path file) {
        this.parts = parts;
        this.setup = setup;
        this.archive = new RecordArchive(
                spool, file, setup.random(), problem -> parts.log().warn("fact not kept", "message", problem));
    }

    /** Runs never overlap. */
    @Override
    public String run(RunReport report, Map<String, String> settings) {
        var means = new Means(
                setup.random(), setup.clock(), report, store -> new FencedStore(store, parts.standing(), parts.log()));
        try (var session = Session.open(means, parts.settings().task(StorePurpose.WRITE))) {
            var log = new RecordLog(session.repository(), setup.random());
            LocalDate today = LocalDate.ofInstant(session.repository().store().now(), ZoneOffset.UTC);
            RecordArchive.Outcome outcome = archive.run(log, database(report), today);
            return outcome.entries() + " entries in " + outcome.segments() + " segments";
        }
    }

    /** Where the database does not answer, what the spool knows goes alone. */
    private Optional<Facts> database(RunReport report) {
        try {
            return parts.facts().filter(this::isMine);
        } catch (Unavailable e) {
            report.note("records without those of the database: " + e.getMessage());
            return Optional.empty();
        }
    }

    private boolean isMine(Facts facts) {
        String region = parts.settings().region();
        Instant since = setup.clock().instant().minus(LIVES);
        boolean first = facts.fleet().agents().stream()
                .filter(agent -> agent.region().equals(region) && agent.at().isAfter(since))
                .map(AgentHeartbeat::agent)
                .noneMatch(name -> name.compareTo(parts.settings().agent()) < 0);
        return first && parts.standing().role().equals(Optional.of(RegionRole.PRIMARY));
    }
}
