package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.StoreMeters;
import io.twinkeep.core.operation.Backup;
import io.twinkeep.core.operation.Locks;
import java.util.function.BiConsumer;

/** Backs a directory up: what {@code twinkeep backup} and the daemon's jobs do. */
public final class BackupTask {
    private final Means means;
    private final AgentConfig config;
    private final VfsSettings directories;

    public BackupTask(Means means, AgentConfig config) {
        this(means, config, config.directories());
    }

    /** @param directories how directories that are not local are read */
    public BackupTask(Means means, AgentConfig config, VfsSettings directories) {
        this.means = means;
        this.config = config;
        this.directories = directories;
    }

    /** @param wire what went over it, the cache left aside */
    public record Done(Backup.Outcome outcome, StoreMeters wire) {}

    public Done run(String directory, Backup.Order order) {
        return run(directory, order, (session, outcome) -> {});
    }

    /** @param committed given the open session once the snapshot is there */
    public Done run(String directory, Backup.Order order, BiConsumer<Session, Backup.Outcome> committed) {
        Overlap.refuse(config.requiredRepository(), directory);
        var cached = Session.openCached(means, config);
        try (var session = cached.session();
                SourceTree source = FileTrees.source(directory, directories)) {
            Backup.Outcome outcome = new Backup(session.engine()).run(source, order);
            committed.accept(session, outcome);
            extendLocks(session, order);
            return new Done(outcome, cached.wire().meters());
        }
    }

    /** What is not locked anew each day would one day be free for a thief. */
    private void extendLocks(Session session, Backup.Order order) {
        if (session.repository().config().lockDays() > 0) {
            try (var versioned = Stores.openVersioned(config.requiredRepository(), config, config.s3(), 0)) {
                new Locks(session.engine(), versioned.history()).extend(order.model());
            }
        }
    }
}
