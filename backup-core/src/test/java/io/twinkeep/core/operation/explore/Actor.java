package io.twinkeep.core.operation.explore;

import java.util.function.Consumer;

/** Somebody who acts: a deterministic script over the stage, and all that it may change. */
public record Actor(String name, Footprint footprint, Consumer<Stage> script) {}
