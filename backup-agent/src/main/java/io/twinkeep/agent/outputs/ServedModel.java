package io.twinkeep.agent.outputs;

import io.twinkeep.core.ids.Sha256;
import java.util.Optional;

/** What the region serves now: fills in where an image does not tell. */
public record ServedModel(String name, Optional<Sha256> version) {}
