package io.twinkeep.core.catalog;

/** What a region may do: serve and append, stand ready, or nothing until it is readmitted. */
public enum RegionRole {
    PRIMARY,
    STANDBY,
    FENCED
}
