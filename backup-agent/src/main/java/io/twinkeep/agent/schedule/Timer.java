package io.twinkeep.agent.schedule;

import io.twinkeep.core.errors.Failed;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.simpl.RAMJobStore;
import org.quartz.simpl.SimpleThreadPool;

/**
 * Quartz, with its store in memory: wakes each job at one time after the other. It is ended by us, since Quartz waits for its
 * own thread before it interrupts a job, while that thread waits for the job.
 *
 * <p>Thread-safe; {@code running}'s monitor guards it and {@code closing}.
 */
final class Timer implements AutoCloseable {
    private final Scheduler quartz;
    private final Map<String, Runnable> works = new ConcurrentHashMap<>();
    private final Set<Thread> running = new HashSet<>();
    private boolean closing;

    Timer(String name, int threads) {
        try {
            quartz = new StdSchedulerFactory(properties(name, threads)).getScheduler();
            quartz.setJobFactory((bundle, scheduler) ->
                    new Run(this, works.get(bundle.getJobDetail().getKey().getName())));
        } catch (SchedulerException e) {
            throw failed(e);
        }
    }

    private static Properties properties(String name, int threads) {
        var properties = new Properties();
        // Quartz finds schedulers by name in the whole process, and two agents may live in one.
        properties.put(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, name + " " + UUID.randomUUID());
        properties.put(StdSchedulerFactory.PROP_SCHED_MAKE_SCHEDULER_THREAD_DAEMON, "true");
        properties.put(StdSchedulerFactory.PROP_JOB_STORE_CLASS, RAMJobStore.class.getName());
        properties.put(StdSchedulerFactory.PROP_THREAD_POOL_CLASS, SimpleThreadPool.class.getName());
        // One more than can be busy, so that Quartz' own thread never waits for one.
        properties.put("org.quartz.threadPool.threadCount", String.valueOf(threads + 1));
        properties.put("org.quartz.threadPool.makeThreadsDaemons", "true");
        return properties;
    }

    void add(String job, Runnable work) {
        works.put(job, work);
        try {
            quartz.addJob(
                    JobBuilder.newJob(Run.class)
                            .withIdentity(job)
                            .storeDurably()
                            .build(),
                    true);
        } catch (SchedulerException e) {
            throw failed(e);
        }
    }

    void start() {
        try {
            quartz.start();
        } catch (SchedulerException e) {
            throw failed(e);
        }
    }

    /** In place of the time that was set for it before. */
    void wakeAt(String job, Instant time) {
        try {
            var key = TriggerKey.triggerKey(job, "time");
            var trigger = TriggerBuilder.newTrigger()
                    .withIdentity(key)
                    .forJob(job)
                    .startAt(Date.from(time))
                    .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                    .build();
            if (quartz.rescheduleJob(key, trigger) == null) {
                quartz.scheduleJob(trigger);
            }
        } catch (SchedulerException e) {
            refuseUnlessClosed(e);
        }
    }

    void forgetTime(String job) {
        try {
            quartz.unscheduleJob(TriggerKey.triggerKey(job, "time"));
        } catch (SchedulerException e) {
            refuseUnlessClosed(e);
        }
    }

    void wakeNow(String job) {
        try {
            quartz.triggerJob(JobKey.jobKey(job));
        } catch (SchedulerException e) {
            refuseUnlessClosed(e);
        }
    }

    private void refuseUnlessClosed(SchedulerException e) {
        try {
            if (!quartz.isShutdown()) {
                throw failed(e);
            }
        } catch (SchedulerException again) {
            throw failed(again);
        }
    }

    private void run(Runnable work) {
        synchronized (running) {
            if (closing) {
                return;
            }
            running.add(Thread.currentThread());
        }
        try {
            work.run();
        } finally {
            synchronized (running) {
                running.remove(Thread.currentThread());
                Thread.interrupted(); // meant for this run, not for what Quartz does on this thread afterwards
            }
        }
    }

    /** Starts nothing more, interrupts what runs, and waits for it. */
    @Override
    public void close() {
        synchronized (running) {
            closing = true;
            running.forEach(Thread::interrupt);
        }
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            throw failed(e);
        }
    }

    private static Failed failed(SchedulerException e) {
        return new Failed("the scheduler failed: " + e.getMessage(), "please report it", e);
    }

    /** One run. Quartz lets no two of a job run at a time. */
    @DisallowConcurrentExecution
    static final class Run implements Job {
        private final Timer timer;
        private final Runnable work;

        Run(Timer timer, Runnable work) {
            this.timer = timer;
            this.work = work;
        }

        @Override
        public void execute(JobExecutionContext context) {
            timer.run(work);
        }
    }
}
