package io.twinkeep.agent.service;

import java.time.Duration;

/**
 * Waits of the daemon.
 *
 * @param pulse how often role and schedules are asked for: how late a fenced region notices through the database
 * @param heartbeat how often the agent tells that it lives, also into the spool while the database is gone
 * @param ending how long a thread may take to end
 */
public record AgentTimes(Duration pulse, Duration heartbeat, Duration ending) {
    public static final AgentTimes DEFAULT =
            new AgentTimes(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(20));
}
