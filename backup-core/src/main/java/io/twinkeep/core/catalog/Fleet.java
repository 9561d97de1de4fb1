package io.twinkeep.core.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Regions with their roles, and the agents that live there. */
public interface Fleet {
    /** Does nothing if the region is known. */
    void addRegion(String region);

    /** By name. */
    List<Standing> standings();

    /** @throws io.twinkeep.core.errors.Missing if there is no such region */
    Standing standing(String region);

    /** The highest epoch granted, 0 before any. */
    int epoch();

    /** In order of epoch. */
    List<EpochGrant> grants();

    /**
     * Makes a region primary and fences the one before. The same grant again does nothing.
     *
     * @throws io.twinkeep.core.errors.Refused unless the epoch is above every granted one
     */
    void grant(EpochGrant grant);

    /**
     * Makes a fenced region a standby again.
     *
     * @throws io.twinkeep.core.errors.Refused unless {@code epoch} is the present one
     */
    void readmit(String region, int epoch, Instant at);

    /** The newest heartbeat of each agent, by region and name. */
    List<AgentHeartbeat> agents();

    /** The format features that every agent heard of since a time can read; empty when none was heard of. */
    Optional<SortedSet<String>> readableByAll(Instant heardSince);

    /**
     * Says which database servers hold the facts, by their {@code cluster_name}, the primary's own included. {@code
     * List.of()} declares that there is no standby, so that facts are safe once the one server has written them.
     */
    void declareServers(List<String> names);
}
