package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import java.util.List;

/** Which versions are in which region. */
public interface Deployments {
    /** By region, the latest change first. */
    List<Deployment> deployments(ModelName model);
}
