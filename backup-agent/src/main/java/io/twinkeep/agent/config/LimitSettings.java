package io.twinkeep.agent.config;

import io.twinkeep.core.objectstore.Traffic;
import java.util.OptionalLong;

/**
 * What the agent may take of its host.
 *
 * @param memory bytes for one operation; empty for what its threads usually need
 * @param traffic of all its stores together
 * @param background everybody else on the host goes first
 */
public record LimitSettings(int threads, OptionalLong memory, Traffic traffic, boolean background) {}
