package io.twinkeep.agent.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * @param succeeded its last success, also before a restart
 * @param next when it runs next, if it does by itself
 */
public record JobStatus(String job, boolean running, Optional<Instant> succeeded, Optional<Instant> next) {}
