package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.util.List;
import java.util.Optional;

/** Models, their versions and where those are backed up. */
public interface Versions {
    List<ModelName> models();

    /** Newest first. */
    List<VersionSummary> versions(ModelName model);

    Optional<VersionSummary> version(ModelName model, Sha256 version);

    /** By path bytes; empty if the version is unknown. */
    List<VersionFile> files(Sha256 version);

    /** In the order of repository, set, slot and reporting region. */
    List<SnapshotFact> snapshots(ModelName model);

    List<RepositoryUse> repositories();
}
