package io.twinkeep.agent.config;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.operation.PathFilter;

/** @param directory a path, or {@code sftp://…} */
public record ModelSettings(ModelName name, String directory, PathFilter filter) {}
