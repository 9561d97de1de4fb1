package io.twinkeep.core.catalog;

import java.time.Instant;

/** A region's role, and the epoch in which it got it (0: never touched by a grant). */
public record Standing(String region, RegionRole role, int epoch, Instant since) {}
