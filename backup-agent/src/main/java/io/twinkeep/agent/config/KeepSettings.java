package io.twinkeep.agent.config;

import io.twinkeep.core.operation.KeepRules;

/**
 * How the repository is cared for.
 *
 * @param verifyPercent how much of it each verification reads: oldest first, so that all is read within a set's life
 */
public record KeepSettings(int verifyPercent, KeepRules rules) {}
