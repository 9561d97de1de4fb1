package io.twinkeep.core.catalog;

/** How far a version is in a region. */
public enum DeploymentState {
    SYNCING,
    VERIFIED,
    ACTIVE,
    FAILED
}
