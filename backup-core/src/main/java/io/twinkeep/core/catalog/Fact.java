package io.twinkeep.core.catalog;

/**
 * Something true that an agent tells once and may send again: the same fact, or an older one about the same thing,
 * written later changes nothing. Times are kept in whole microseconds.
 */
public sealed interface Fact extends CatalogEntry
        permits AgentHeartbeat,
                AuditEvent,
                Deployment,
                GenerationRecord,
                JobRun,
                RepositoryUse,
                SnapshotFact,
                VersionFact {}
