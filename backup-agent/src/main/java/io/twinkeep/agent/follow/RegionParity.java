package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whether every region serves the version that the alias names. A version is its files' digests, and an active one is
 * said to be only by whoever has read them, so equal versions are equal files.
 */
public record RegionParity(Sha256 wanted, List<Region> regions) {
    /** What a region serves. */
    public enum State {
        EQUAL,
        /** The wanted version is there and failed a check. */
        FAILED,
        /** It serves another version. */
        OTHER,
        /** Nothing is known to be served. */
        NONE
    }

    /**
     * One region.
     *
     * @param read since when all of its files were read and right, where that is known
     */
    public record Region(String name, State state, Optional<Sha256> active, Optional<Instant> read) {}

    public RegionParity {
        regions = List.copyOf(regions);
    }

    /** @param deployments of the model, in all regions */
    public static RegionParity of(Sha256 wanted, Collection<String> regions, List<Deployment> deployments) {
        return new RegionParity(
                wanted,
                regions.stream()
                        .sorted()
                        .map(region -> region(
                                region,
                                wanted,
                                deployments.stream()
                                        .filter(deployment ->
                                                deployment.region().equals(region))
                                        .toList()))
                        .toList());
    }

    private static Region region(String name, Sha256 wanted, List<Deployment> deployments) {
        Optional<Deployment> active = in(deployments, DeploymentState.ACTIVE);
        boolean failed = deployments.stream()
                .anyMatch(one -> one.version().equals(wanted) && one.state() == DeploymentState.FAILED);
        boolean equal = active.filter(one -> one.version().equals(wanted)).isPresent();
        State state = equal ? State.EQUAL : failed ? State.FAILED : active.isPresent() ? State.OTHER : State.NONE;
        return new Region(name, state, active.map(Deployment::version), active.flatMap(Deployment::verified));
    }

    private static Optional<Deployment> in(List<Deployment> deployments, DeploymentState state) {
        return deployments.stream().filter(one -> one.state() == state).findFirst();
    }

    public boolean isEqual() {
        return !regions.isEmpty() && regions.stream().allMatch(region -> region.state() == State.EQUAL);
    }
}
