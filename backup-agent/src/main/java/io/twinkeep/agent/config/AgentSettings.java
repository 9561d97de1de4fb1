package io.twinkeep.agent.config;

import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.agent.watch.WatchTimes;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.TrustedAuthorities;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the daemon was told. Immutable; prints no secret.
 *
 * @param role until the database tells another
 * @param state the folder of spool, ledger and what else must outlive a restart
 * @param authorities trusted by connections to every S3 store, beside the JDK's own
 * @param usual where S3 credentials come from that no section names
 */
public record AgentSettings(
        String region,
        String agent,
        Optional<RegionRole> role,
        RepositorySettings repository,
        List<RepositorySettings> mirrors,
        List<ModelSettings> models,
        Optional<OutputSettings> outputs,
        Optional<DatabaseSettings> database,
        Path state,
        Path spoolFolder,
        SpoolSettings spool,
        CacheSettings cache,
        WatchTimes watch,
        ScheduleSettings schedule,
        KeepSettings keep,
        LimitSettings limits,
        Optional<HttpSettings> http,
        LogForm log,
        Optional<FollowSettings> following,
        ParitySettings parity,
        Optional<Path> authorities,
        VfsSettings directories,
        S3Access usual) {
    public AgentSettings {
        mirrors = List.copyOf(mirrors);
        models = List.copyOf(models);
    }

    /** @throws BadUsage naming every problem with its line */
    public static AgentSettings read(Path file, Map<String, String> environment) {
        return new AgentSettingsReader(file, environment).read();
    }

    /**
     * What a task on the own repository is told. Credentials are read now, so a rotation counts from the next task on.
     *
     * @throws BadUsage if they can't be read
     */
    public AgentConfig task(StorePurpose purpose) {
        return new AgentConfig(
                state,
                Optional.of(repository.address()),
                repository.keyFiles(),
                repository.passphraseFiles(),
                Optional.empty(),
                limits.threads(),
                limits.memory(),
                limits.traffic(),
                cache,
                access(repository, purpose),
                authorities.map(TrustedAuthorities::read),
                directories);
    }

    /** The credentials of a repository for a purpose, as they are now. */
    public S3Access access(RepositorySettings at, StorePurpose purpose) {
        return at.access(purpose, usual);
    }
}
