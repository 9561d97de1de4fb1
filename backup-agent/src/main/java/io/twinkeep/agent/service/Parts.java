package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.session.Means;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.operation.Progress;
import java.util.Optional;
import java.util.function.Function;

/**
 * What another package may work with.
 *
 * @param facts read from the nearest server that answers; empty where no database is configured
 * @param recorder takes facts, also while the database is gone
 * @param means for what opens repositories; a fenced region writes nothing through these
 * @param metrics where it may put numbers of its own, before the agent runs
 */
public record Parts(
        AgentSettings settings,
        Optional<Facts> facts,
        FactRecorder recorder,
        RegionStanding standing,
        Function<Progress, Means> means,
        Metrics metrics,
        EventLog log) {}
