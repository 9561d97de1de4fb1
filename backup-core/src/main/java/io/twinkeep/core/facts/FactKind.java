package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.errors.Refused;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A kind of entry: its code and the version of its form, which are stored and so never change their meaning, and how its
 * fields are written and read.
 */
record FactKind<E extends CatalogEntry>(
        int code, int version, Class<E> type, BiConsumer<FieldWriter, E> write, Function<FieldReader, E> read) {
    static final List<FactKind<?>> ALL = List.of(
            new FactKind<>(1, 1, GenerationRecord.class, GenerationRecordForm::write, GenerationRecordForm::read),
            new FactKind<>(2, 1, AuditEvent.class, HistoryForms::write, HistoryForms::audit),
            new FactKind<>(3, 1, AliasMove.class, HistoryForms::write, HistoryForms::move),
            new FactKind<>(4, 1, EpochGrant.class, HistoryForms::write, HistoryForms::grant),
            new FactKind<>(5, 1, VersionFact.class, VersionForms::write, VersionForms::version),
            new FactKind<>(6, 1, SnapshotFact.class, VersionForms::write, VersionForms::snapshot),
            new FactKind<>(7, 1, RepositoryUse.class, VersionForms::write, VersionForms::use),
            new FactKind<>(8, 1, Deployment.class, WorkForms::write, WorkForms::deployment),
            new FactKind<>(9, 1, JobRun.class, WorkForms::write, WorkForms::run),
            new FactKind<>(10, 1, AgentHeartbeat.class, WorkForms::write, WorkForms::heartbeat));

    StoredFact encode(CatalogEntry entry) {
        var out = new FieldWriter();
        write.accept(out, type.cast(entry));
        byte[] bytes = out.bytes();
        if (bytes.length > StoredFact.MAX_BYTES) {
            throw new Refused(
                    "a " + type.getSimpleName() + " of " + bytes.length
                            + " bytes is too large to be kept, which is at most " + StoredFact.MAX_BYTES,
                    "split the model: a version of so many files can be backed up, but not told to the database");
        }
        return new StoredFact(code, version, bytes);
    }

    E decode(byte[] bytes) {
        var in = new FieldReader(bytes);
        E entry = read.apply(in);
        in.end();
        return entry;
    }
}
