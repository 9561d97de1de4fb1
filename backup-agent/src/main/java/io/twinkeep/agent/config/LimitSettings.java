package io.twinkeep.agent.config;

import java.util.OptionalLong;

/**
 * What the agent may take of its host.
 *
 * @param memory bytes for one operation; empty for what its threads usually need
 * @param uploadLimit bytes a second
 * @param downloadLimit bytes a second
 * @param background everybody else on the host goes first
 */
public record LimitSettings(
        int threads, OptionalLong memory, OptionalLong uploadLimit, OptionalLong downloadLimit, boolean background) {}
