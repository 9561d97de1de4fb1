package io.twinkeep.agent.spool;

import java.util.Optional;

/**
 * @param stored facts that the sink acknowledged, those sent again counted again
 * @param released facts that left the spool
 * @param unreplayed facts stored, of which the standby's replay is not known yet
 * @param restarts how often everything unreleased was sent again after a change of timeline
 * @param failure why the last round failed, if it did
 */
public record DrainStatus(long stored, long released, long unreplayed, long restarts, Optional<String> failure) {}
