package io.twinkeep.agent.config;

import io.twinkeep.core.operation.KeepRules;
import java.time.Duration;
import java.util.Optional;

/**
 * How the repository is cared for.
 *
 * @param verifyPercent how much of it each verification reads: oldest first, so that all is read within a set's life
 * @param outputs how long outputs are kept in it; empty: for good
 */
public record KeepSettings(int verifyPercent, KeepRules rules, Optional<Duration> outputs) {}
