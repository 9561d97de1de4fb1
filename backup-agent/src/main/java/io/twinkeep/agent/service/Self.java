package io.twinkeep.agent.service;

import io.twinkeep.core.catalog.AgentHeartbeat;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;

/** What the agent says of itself. */
final class Self {
    /** What of the repository format this program reads; a writer uses nothing that a follower lacks. */
    private static final List<String> FEATURES = List.of("format-1");

    private final String region;
    private final String agent;
    private final String programVersion;
    private final InstantSource clock;
    private final Instant started;
    private final String host;

    Self(String region, String agent, String programVersion, InstantSource clock) {
        this.region = region;
        this.agent = agent;
        this.programVersion = programVersion;
        this.clock = clock;
        this.started = clock.instant();
        this.host = hostName();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    AgentHeartbeat heartbeat(int epochSeen) {
        return new AgentHeartbeat(
                region, agent, host, programVersion, new TreeSet<>(FEATURES), epochSeen, started, clock.instant());
    }
}
