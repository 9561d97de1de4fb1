package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import java.nio.BufferUnderflowException;

/**
 * All facts of the catalogue in stored form. Version 1 of each: the fields in the record's order, as {@link
 * GenerationRecordCodec} writes them; ids and names are texts, a path is a count of bytes and the bytes.
 */
public final class CatalogFacts {
    private static final int VERSION = 1;

    private CatalogFacts() {}

    /** @throws Refused if it is larger than a spool takes, as a version of some 40,000 files and more is */
    public static Fact encode(io.twinkeep.core.catalog.Fact fact) {
        var out = new FactWriter();
        int kind = switch (fact) {
            case GenerationRecord record -> Fact.GENERATION_RECORD;
            case AgentHeartbeat heartbeat -> AgentFacts.write(heartbeat, out);
            case JobRun run -> AgentFacts.write(run, out);
            case AuditEvent event -> AgentFacts.write(event, out);
            case RepositoryUse use -> VersionFacts.write(use, out);
            case SnapshotFact snapshot -> VersionFacts.write(snapshot, out);
            case VersionFact version -> VersionFacts.write(version, out);
            case Deployment deployment -> VersionFacts.write(deployment, out);
        };
        if (fact instanceof GenerationRecord record) {
            return GenerationRecordCodec.encode(record);
        }
        byte[] bytes = out.bytes();
        if (bytes.length > Fact.MAX_BYTES) {
            throw new Refused("a fact of " + bytes.length + " bytes is too large for the spool");
        }
        return new Fact(kind, VERSION, bytes);
    }

    /**
     * @throws Refused if a newer Twinkeep wrote it
     * @throws Corrupt if it is none
     */
    public static io.twinkeep.core.catalog.Fact decode(Fact fact) {
        if (fact.kind() == Fact.GENERATION_RECORD) {
            return GenerationRecordCodec.decode(fact);
        }
        if (fact.version() > VERSION || fact.kind() > Fact.AUDIT_EVENT) {
            throw new Refused(fact + ": this Twinkeep does not know it", "use the newer Twinkeep that wrote the spool");
        }
        try {
            var in = new FactReader(fact.bytes());
            io.twinkeep.core.catalog.Fact decoded = read(fact.kind(), in);
            in.end();
            return decoded;
        } catch (BufferUnderflowException | IllegalArgumentException | BackupException e) {
            throw new Corrupt("not what it says it is: " + fact, "", e);
        }
    }

    private static io.twinkeep.core.catalog.Fact read(int kind, FactReader in) {
        return switch (kind) {
            case Fact.HEARTBEAT -> AgentFacts.heartbeat(in);
            case Fact.JOB_RUN -> AgentFacts.jobRun(in);
            case Fact.AUDIT_EVENT -> AgentFacts.auditEvent(in);
            case Fact.REPOSITORY_USE -> VersionFacts.repositoryUse(in);
            case Fact.SNAPSHOT -> VersionFacts.snapshot(in);
            case Fact.VERSION -> VersionFacts.version(in);
            case Fact.DEPLOYMENT -> VersionFacts.deployment(in);
            default -> throw new IllegalArgumentException("kind " + kind);
        };
    }
}
