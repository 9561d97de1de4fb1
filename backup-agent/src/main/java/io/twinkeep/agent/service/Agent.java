package io.twinkeep.agent.service;

import io.twinkeep.agent.cache.SteadyClock;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.JobName;
import io.twinkeep.agent.config.ModelSettings;
import io.twinkeep.agent.outputs.ServedModel;
import io.twinkeep.agent.schedule.JobWork;
import io.twinkeep.agent.schedule.Jobs;
import io.twinkeep.agent.schedule.Schedules;
import io.twinkeep.agent.schedule.Spread;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.spool.Drain;
import io.twinkeep.agent.spool.DrainSettings;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.state.StateFile;
import io.twinkeep.agent.watch.ModelWatch;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.facts.PostgresFacts;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The daemon: everything is started in the order of {@link #begin}, and stopped in the opposite one. Started and closed by one
 * thread; {@link #stop} may be called by any.
 */
public final class Agent implements AutoCloseable {
    private static final Set<RegionRole> PRIMARY = EnumSet.of(RegionRole.PRIMARY);
    private static final Set<RegionRole> STANDBY = EnumSet.of(RegionRole.STANDBY);
    private static final Set<RegionRole> NOT_FENCED = EnumSet.of(RegionRole.PRIMARY, RegionRole.STANDBY);
    private static final Set<RegionRole> ANY = EnumSet.allOf(RegionRole.class);

    private final AgentSettings settings;
    private final Setup setup;
    private final Threads threads;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Optional<HttpEndpoint> http = Optional.empty();
    private Jobs jobs;

    private Agent(AgentSettings settings, Setup setup) {
        this.settings = settings;
        this.setup = setup;
        this.threads = new Threads(setup.log());
    }

    /**
     * Returns once everything runs; the database and the store may be down.
     *
     * @throws io.twinkeep.core.errors.BackupException if it can't start; then nothing is left running
     */
    public static Agent start(AgentSettings settings, Setup setup) {
        var agent = new Agent(settings, setup);
        try {
            agent.begin();
            return agent;
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void begin() {
        prepare();
        Spool spool = spool();
        var recorder = new FactRecorder(spool, setup.log());
        var standing = new RegionStanding(settings.region(), state("standing.json"), settings.role());
        Supplier<AgentHeartbeat> self = self(standing);
        Optional<Facts> facts = facts();
        Optional<Drain> drain = facts.map(catalog -> drain(spool, catalog, self));
        JobRuns runs = runs(standing, recorder);
        Map<String, ModelWatch> watches = watches();
        var metrics = new Metrics();
        Function<Progress, Means> means = means(standing);
        var parts = new Parts(settings, facts, recorder, standing, means, metrics, setup.log());
        Optional<Outputs> outputs = outputs(spool, parts, watches);
        var operations = operations(watches, means, standing, recorder);
        Extension more = setup.more().apply(parts);
        var works = works(runs, operations, outputs, more);
        records(spool, parts).ifPresent(job -> works.put(JobName.RECORDS, runs.work(JobName.RECORDS, NOT_FENCED, job)));
        jobs = jobs(works);
        Schedules schedules = schedules();
        jobs.plan(schedules.plans());
        jobs.start();
        Pulse pulse = pulse(facts, standing, schedules, jobs, runs, recorder, self);
        more.begin(this::runNow, this::watch);
        outputs.ifPresent(this::watchOutputs);
        watches.forEach(this::watchModel);
        AgentMetrics.register(metrics, jobs, runs, spool, drain, outputs, standing, setup.clock());
        var readiness = new Readiness(settings, threads, spool, standing, watches, outputs, pulse);
        settings.http().ifPresent(where -> listen(new HttpEndpoint(where, readiness.health(), metrics)));
        setup.log().info("agent runs", "http", httpPort().map(String::valueOf).orElse("none"));
    }

    private void prepare() {
        EventLog log = setup.log();
        String who = settings.region() + "/" + settings.agent();
        log.info("agent starts", "agent", who, "version", setup.programVersion());
        if (settings.limits().background()) {
            Background.enter(log);
        }
    }

    private Spool spool() {
        EventLog log = setup.log();
        return opened(
                Spool.open(
                        settings.spoolFolder(),
                        settings.spool(),
                        damage -> log.warn("spool damaged", "damage", damage)),
                Spool::close);
    }

    private Supplier<AgentHeartbeat> self(RegionStanding standing) {
        var self = new Self(settings.region(), settings.agent(), setup.programVersion(), setup.clock());
        return () -> self.heartbeat(standing.highestEpoch());
    }

    private JobRuns runs(RegionStanding standing, FactRecorder recorder) {
        return new JobRuns(
                settings.region(), settings.agent(), standing, recorder, setup.log(), setup.clock(), setup.random());
    }

    private Schedules schedules() {
        return new Schedules(
                settings.schedule().plans(),
                state("schedules.json"),
                problem -> setup.log().warn("schedule not taken", "message", problem));
    }

    private Path state(String name) {
        return settings.state().resolve(name);
    }

    private <T> T opened(T part, Consumer<T> stop) {
        stops.push(() -> stop.accept(part));
        return part;
    }

    /** Reads go to the nearest server, so that a standby region knows its part while the primary's is gone. */
    private Optional<Facts> facts() {
        return settings.database()
                .map(database -> opened(PostgresFacts.open(database.config(), Purpose.READ_NEAREST), Facts::close));
    }

    private Drain drain(Spool spool, Facts catalog, Supplier<AgentHeartbeat> self) {
        var aside = new RefusedFacts(state("refused.jsonl"), setup.log());
        var sink = new CatalogSink(catalog.writer(), self, aside);
        var drain = new Drain(spool, sink, DrainSettings.DEFAULT);
        Thread thread = threads.start("drain", drain::run);
        stops.push(() -> {
            drain.close();
            Threads.end(thread, setup.times().ending());
        });
        return drain;
    }

    private Map<String, ModelWatch> watches() {
        var watches = new LinkedHashMap<String, ModelWatch>();
        var steady = new SteadyClock(setup.clock().instant(), System::nanoTime);
        for (ModelSettings model : settings.models()) {
            var memory = new StateFile(state("watch-" + model.name() + ".json"));
            var directory = ModelWatch.at(model.directory(), settings.directories());
            watches.put(
                    model.name().value(), new ModelWatch(directory, model.filter(), settings.watch(), memory, steady));
        }
        return watches;
    }

    private Optional<Outputs> outputs(Spool spool, Parts parts, Map<String, ModelWatch> watches) {
        return settings.outputs()
                .map(wanted -> opened(
                        new Outputs(wanted, state("outputs.ledger"), spool, parts, setup, () -> served(watches)),
                        Outputs::close));
    }

    /** What is served where only one model is there; of several nobody knows which made an image. */
    private static Optional<ServedModel> served(Map<String, ModelWatch> watches) {
        return watches.size() == 1
                ? watches.entrySet().stream()
                        .findFirst()
                        .map(only ->
                                new ServedModel(only.getKey(), only.getValue().version()))
                : Optional.empty();
    }

    private Function<Progress, Means> means(RegionStanding standing) {
        return progress -> new Means(
                setup.random(), setup.clock(), progress, store -> new FencedStore(store, standing, setup.log()));
    }

    private Operations operations(
            Map<String, ModelWatch> watches,
            Function<Progress, Means> means,
            RegionStanding standing,
            FactRecorder recorder) {
        var snapshots = new SnapshotFacts(settings.region(), recorder, setup.log(), setup.clock());
        var deployments = new PrimaryDeployments(settings, standing, recorder, setup.clock());
        return new Operations(settings, watches, means, snapshots, deployments);
    }

    private Map<JobName, JobWork> works(
            JobRuns runs, Operations operations, Optional<Outputs> outputs, Extension more) {
        var works = new EnumMap<JobName, JobWork>(JobName.class);
        works.put(JobName.INCREMENTAL, carried(runs.work(JobName.INCREMENTAL, PRIMARY, operations.backup(false))));
        works.put(JobName.FULL, carried(runs.work(JobName.FULL, PRIMARY, operations.backup(true))));
        works.put(JobName.VERIFY, runs.work(JobName.VERIFY, NOT_FENCED, operations.verify()));
        works.put(JobName.PRUNE, runs.work(JobName.PRUNE, NOT_FENCED, operations.prune(more::beforePrune)));
        if (!settings.mirrors().isEmpty()) {
            works.put(JobName.REPLICATE, runs.work(JobName.REPLICATE, PRIMARY, operations.replicate()));
        }
        outputs.ifPresent(
                cache -> works.put(JobName.OUTPUTS, runs.work(JobName.OUTPUTS, ANY, (report, given) -> cache.sweep())));
        more.useCases()
                .forEach((job, useCase) ->
                        works.put(job, runs.work(job, job == JobName.FOLLOW ? STANDBY : ANY, useCase)));
        return works;
    }

    /** What was backed up goes to the mirrors at once: a standby waits for it. */
    private JobWork carried(JobWork backup) {
        return given -> {
            JobWork.Result result = backup.run(given);
            if (result == JobWork.Result.DONE && !settings.mirrors().isEmpty()) {
                runNow(JobName.REPLICATE);
            }
            return result;
        };
    }

    private void runNow(JobName job) {
        jobs.runNow(job.toString());
    }

    private void watch(String name, Runnable work) {
        Thread thread = threads.start(name, work);
        stops.push(() -> Threads.end(thread, setup.times().ending()));
    }

    /** Empty where the file says 'none': then no fact waits for it. */
    private Optional<UseCase> records(Spool spool, Parts parts) {
        boolean wanted = settings.schedule()
                .plans()
                .get(JobName.RECORDS.toString())
                .cron()
                .isPresent();
        spool.keepForArchive(wanted);
        return wanted ? Optional.of(new RecordsJob(parts, setup, spool, state("records.json"))) : Optional.empty();
    }

    private Jobs jobs(Map<JobName, JobWork> works) {
        var byName = new LinkedHashMap<String, JobWork>();
        works.forEach((job, work) -> byName.put(job.toString(), work));
        var spread = new Spread(
                settings.region() + "/" + settings.agent(), settings.schedule().spread());
        return opened(
                new Jobs(state("jobs.json"), spread, settings.schedule().retry(), setup.clock(), byName), Jobs::close);
    }

    private Pulse pulse(
            Optional<Facts> facts,
            RegionStanding standing,
            Schedules schedules,
            Jobs jobs,
            JobRuns runs,
            FactRecorder recorder,
            Supplier<AgentHeartbeat> self) {
        var orders = new WorkOrders(settings.region(), settings.agent(), jobs, runs, setup.clock());
        var pulse = new Pulse(
                setup.times(),
                facts,
                standing,
                schedules,
                jobs,
                runs,
                orders,
                recorder,
                self,
                setup.log(),
                setup.clock());
        Thread thread = threads.start("pulse", pulse);
        stops.push(() -> {
            pulse.stop();
            Threads.join(thread, setup.times().ending());
        });
        return pulse;
    }

    private void watchOutputs(Outputs outputs) {
        Thread thread = threads.start("outputs", outputs::watch);
        stops.push(() -> {
            outputs.stop();
            Threads.join(thread, setup.times().ending());
        });
    }

    private void watchModel(String model, ModelWatch watch) {
        watch("watch " + model, new ModelWatcher(model, watch, () -> runNow(JobName.INCREMENTAL), setup.log()));
    }

    private void listen(HttpEndpoint endpoint) {
        http = Optional.of(opened(endpoint, HttpEndpoint::close));
    }

    /** The port of metrics and health, if there is one. */
    public Optional<Integer> httpPort() {
        return http.map(HttpEndpoint::port);
    }

    /** Waits until somebody calls {@link #stop}. */
    public void await() throws InterruptedException {
        stopped.await();
    }

    /** Lets {@link #await} return. */
    public void stop() {
        stopped.countDown();
    }

    /** Stops everything, the last started first; runs that are under way are interrupted and go on after the next start. */
    @Override
    public void close() {
        setup.log().info("agent stops");
        List<RuntimeException> failures = new ArrayList<>();
        while (!stops.isEmpty()) {
            try {
                stops.pop().run();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        failures.forEach(failure -> setup.log().failed("not stopped cleanly", failure));
        setup.log().info("agent stopped");
    }
}
