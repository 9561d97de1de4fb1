package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.HttpSettings;
import io.twinkeep.agent.config.ModelSettings;
import io.twinkeep.agent.config.OutputSettings;
import io.twinkeep.agent.config.RepositorySettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.schedule.Cron;
import io.twinkeep.agent.schedule.JobPlan;
import io.twinkeep.agent.schedule.Spread;
import io.twinkeep.agent.session.DiskChecks;
import io.twinkeep.agent.session.Finding;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.StoreChecks;
import io.twinkeep.agent.session.Stores;
import io.twinkeep.agent.state.StateFile;
import io.twinkeep.agent.watch.Look;
import io.twinkeep.agent.watch.ModelWatch;
import io.twinkeep.agent.watch.WatchTimes;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Repository;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Tries out everything that the daemon's settings name, one thing after the other; a failed check keeps no other from being made. */
public final class AgentCheck {
    private static final int TIMES = 3;
    private static final int REFUSED = 7;

    private final AgentSettings settings;
    private final Means means;
    private final List<Finding> findings = new ArrayList<>();

    public AgentCheck(AgentSettings settings, Means means) {
        this.settings = settings;
        this.means = means;
    }

    public List<Finding> run() {
        findings.add(DiskChecks.writable("state", settings.state()));
        settings.models().forEach(this::model);
        settings.outputs().ifPresent(outputs -> findings.add(outputs(outputs)));
        secretFiles().forEach(file -> findings.add(DiskChecks.permissions(file)));
        own();
        settings.mirrors().forEach(this::mirror);
        settings.database().ifPresent(database -> findings.addAll(new DatabaseCheck(settings, means).run(database)));
        settings.http().ifPresent(this::port);
        schedule();
        return findings;
    }

    /** Where nothing is evicted, reading is enough. */
    private static Finding outputs(OutputSettings outputs) {
        return outputs.eviction().isPresent()
                ? DiskChecks.writable("outputs", outputs.directory())
                : DiskChecks.source(outputs.directory()).named("outputs");
    }

    private List<Path> secretFiles() {
        var files = new ArrayList<>(settings.repository().keyFiles());
        files.addAll(settings.repository().passphraseFiles());
        return files;
    }

    private void model(ModelSettings model) {
        var watch = new ModelWatch(
                ModelWatch.at(model.directory(), settings.directories()),
                model.filter(),
                new WatchTimes(Duration.ofSeconds(1), Duration.ZERO),
                new StateFile(settings.state().resolve("watch-" + model.name() + ".json")),
                means.clock());
        Look look = watch.look();
        String name = "model " + model.name();
        String seen = look.files() + " files, " + look.bytes() + " bytes in " + model.directory();
        findings.add(
                switch (look.state()) {
                    case UNREADABLE ->
                        Finding.problem(
                                name, look.detail(), "mount it, name the right directory, or let this user read it", 6);
                    case INCOMPLETE ->
                        Finding.warning(name, seen + "; not whole: " + look.detail(), "it is taken once it is whole");
                    default -> Finding.ok(name, seen);
                });
    }

    private void own() {
        checked("repository, to write", () -> {
            AgentConfig task = settings.task(StorePurpose.WRITE);
            try (ObjectStore store = open(settings.repository(), StorePurpose.WRITE)) {
                var checks = new StoreChecks(means, store);
                findings.add(checks.clock());
                findings.add(checks.key(task));
                findings.add(Finding.ok("repository, to write", "opened " + store));
            }
        });
        checked("repository, to prune", () -> {
            try (ObjectStore store = open(settings.repository(), StorePurpose.PRUNE)) {
                findings.add(new StoreChecks(means, store).writable().named("repository, to prune"));
            }
        });
        checked("repository, to follow", () -> readable(settings.repository()));
    }

    private void mirror(RepositorySettings mirror) {
        String name = "mirror " + mirror.name();
        checked(name, () -> {
            try (ObjectStore store = open(mirror, StorePurpose.WRITE)) {
                Repository.openWithoutKey(store);
                findings.add(Finding.ok(name, "opened " + store));
            } catch (Missing e) {
                findings.add(Finding.warning(
                        name,
                        "there is no repository at " + mirror.address() + " yet",
                        "the first 'replicate' makes it"));
            }
        });
    }

    private void readable(RepositorySettings at) {
        try (ObjectStore store = open(at, StorePurpose.FOLLOW)) {
            var id = Repository.openWithoutKey(store).id();
            findings.add(Finding.ok(at.name() + ", to follow", "repository " + id + " can be read"));
        }
    }

    private ObjectStore open(RepositorySettings at, StorePurpose purpose) {
        return Stores.open(at.address(), settings.task(purpose), settings.access(at, purpose), 0);
    }

    private void checked(String name, Runnable check) {
        try {
            check.run();
        } catch (BackupException e) {
            findings.add(Finding.problem(name, e));
        }
    }

    private void port(HttpSettings http) {
        String name = "http " + http.host() + ":" + http.port();
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.host(), http.port()));
            findings.add(Finding.ok(name, "is free"));
        } catch (IOException e) {
            findings.add(Finding.problem(
                    name,
                    "can't be used: " + e.getMessage(),
                    "stop the agent that runs, or name another port",
                    REFUSED));
        }
    }

    private void schedule() {
        var spread = new Spread(
                settings.region() + "/" + settings.agent(), settings.schedule().spread());
        new TreeMap<>(settings.schedule().plans()).forEach((job, plan) -> findings.add(times(job, plan, spread)));
    }

    private Finding times(String job, JobPlan plan, Spread spread) {
        String name = "job " + job;
        if (plan.cron().isEmpty()) {
            return Finding.ok(name, "runs only when asked for");
        }
        Cron cron = plan.cron().get();
        var next = new ArrayList<String>();
        Optional<Instant> time = cron.after(means.clock().instant());
        while (time.isPresent() && next.size() < TIMES) {
            next.add(time.get().plus(spread.of(job)).toString());
            time = cron.after(time.get());
        }
        return next.isEmpty()
                ? Finding.problem(name, "'" + cron + "' never comes again", "give a time to come", 2)
                : Finding.ok(name, String.format(Locale.ROOT, "'%s' UTC: %s", cron, String.join(", ", next)));
    }
}
