package io.twinkeep.agent.follow;

import io.twinkeep.core.ids.ModelName;
import java.nio.file.Path;

/** A model in a region, and the directory on that region's mount where its versions are. */
public record FollowedModel(ModelName model, String region, Path root) {
    public FollowedModel {
        root = root.toAbsolutePath().normalize();
    }
}
