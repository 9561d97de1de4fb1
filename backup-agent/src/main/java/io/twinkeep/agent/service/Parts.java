package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.core.catalog.Facts;
import java.util.Optional;

/**
 * What a use case of another package may work with.
 *
 * @param facts read from the nearest server that answers; empty where no database is configured
 * @param recorder takes facts, also while the database is gone
 * @param metrics where it may put numbers of its own, before the agent runs
 */
public record Parts(
        AgentSettings settings,
        Optional<Facts> facts,
        FactRecorder recorder,
        RegionStanding standing,
        Metrics metrics,
        EventLog log) {}
