package io.twinkeep.agent.config;

import io.twinkeep.agent.cache.EvictionRules;
import io.twinkeep.agent.outputs.ImportanceRules;
import io.twinkeep.agent.outputs.PromptPolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cache of fresh images.
 *
 * @param eviction empty: nothing is ever removed
 */
public record OutputSettings(
        Path directory, PromptPolicy prompts, ImportanceRules important, Optional<EvictionRules> eviction) {}
