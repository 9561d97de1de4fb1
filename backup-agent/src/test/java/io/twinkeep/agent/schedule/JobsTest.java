package io.twinkeep.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobsTest {
    private static final Spread NONE = new Spread("eu-1/a", Duration.ZERO);
    private static final JobPlan NIGHTLY = JobPlan.at(Cron.parse("0 2 * * *"));

    @TempDir
    Path folder;

    private final BlockingQueue<Map<String, String>> runs = new LinkedBlockingQueue<>();

    private Jobs jobs(Duration retry, JobWork work) {
        return new Jobs(folder.resolve("jobs.json"), NONE, retry, InstantSource.system(), Map.of("job", work));
    }

    private JobWork noting(JobWork.Result result) {
        return settings -> {
            runs.add(settings);
            return result;
        };
    }

    private Map<String, String> awaitRun() throws InterruptedException {
        Map<String, String> run = runs.poll(20, TimeUnit.SECONDS);
        assertThat(run).isNotNull();
        return run;
    }

    @Test
    void aJobRunsAtItsTimesWithItsSettings() throws InterruptedException {
        try (Jobs jobs = jobs(Duration.ofHours(1), noting(JobWork.Result.DONE))) {
            jobs.plan(Map.of(
                    "job",
                    new JobPlan(java.util.Optional.of(Cron.parse("* * * * * ?")), Map.of("read-percent", "15"))));
            jobs.start();

            assertThat(awaitRun()).containsEntry("read-percent", "15");
            awaitRun();
            assertThat(jobs.lastSuccess("job")).isPresent();
        }
    }

    @Test
    void aNightThatWasMissedRunsOnceOnReturnAndThenAtItsTime() throws Exception {
        Instant lastWeek = Instant.now().minus(Duration.ofDays(7));
        Files.writeString(folder.resolve("jobs.json"), "{\"job\": {\"since\": \"" + lastWeek + "\"}}");
        try (Jobs jobs = jobs(Duration.ofHours(1), noting(JobWork.Result.DONE))) {
            jobs.plan(Map.of("job", NIGHTLY));
            jobs.start();
            awaitRun();
        }
        assertThat(runs).isEmpty();

        try (Jobs jobs = jobs(Duration.ofHours(1), noting(JobWork.Result.DONE))) {
            jobs.plan(Map.of("job", NIGHTLY));
            jobs.start();
            assertThat(jobs.status().getFirst().next()).get().matches(Instant.now()::isBefore);
        }
        assertThat(runs).isEmpty();
    }

    @Test
    void aNewAgentWaitsForTheFirstTime() {
        try (Jobs jobs = jobs(Duration.ofHours(1), noting(JobWork.Result.DONE))) {
            jobs.plan(Map.of("job", NIGHTLY));
            jobs.start();

            assertThat(jobs.status().getFirst().next()).get().matches(Instant.now()::isBefore);
        }
        assertThat(runs).isEmpty();
    }

    @Test
    void twoRunsOfAJobNeverOverlapAndRequestsMeanwhileComeToOne() throws InterruptedException {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        JobWork slow = settings -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            begun.countDown();
            awaitUninterruptibly(open);
            inside.decrementAndGet();
            runs.add(settings);
            return JobWork.Result.DONE;
        };
        try (Jobs jobs = jobs(Duration.ofHours(1), slow)) {
            jobs.start();
            jobs.runNow("job");
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 50; i++) {
                jobs.runNow("job");
            }
            open.countDown();
            awaitRun();
            awaitRun();
        }
        assertThat(runs).isEmpty();
        assertThat(most).hasValue(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFailureThatMayPassIsTriedAgainAndOneThatWillNotIsNot() throws InterruptedException {
        var results = new LinkedBlockingQueue<>(
                java.util.List.of(JobWork.Result.AGAIN, JobWork.Result.AGAIN, JobWork.Result.GIVEN_UP));
        try (Jobs jobs = jobs(Duration.ofMillis(50), settings -> {
            runs.add(settings);
            return results.remove();
        })) {
            jobs.plan(Map.of("job", NIGHTLY));
            jobs.start();
            jobs.runNow("job");

            awaitRun();
            awaitRun();
            awaitRun();

            assertThat(jobs.lastSuccess("job")).isEmpty();
        }
        assertThat(runs).isEmpty();
    }

    /** Several times, since Quartz' own thread must not be waited for while it waits for the job. */
    @RepeatedTest(5)
    void closingInterruptsWhatRunsAndWaitsForIt() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var jobs = jobs(Duration.ofHours(1), settings -> {
            begun.countDown();
            awaitUninterruptibly(new CountDownLatch(1));
            runs.add(settings);
            return JobWork.Result.AGAIN;
        });
        jobs.start();
        jobs.runNow("job");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        jobs.close();

        assertThat(runs).hasSize(1);
    }

    @Test
    void schedulesOfTheDatabaseHoldAndAreKnownWithoutItAfterARestart() throws IOException {
        var told = new java.util.ArrayList<String>();
        Path file = folder.resolve("schedules.json");
        Map<String, JobPlan> configured = Map.of("full", NIGHTLY, "prune", NIGHTLY);
        var schedules = new Schedules(configured, file, told::add);

        assertThat(schedules.tell(
                        java.util.List.of(schedule("full", "0 4 * * 6", true), schedule("prune", "0 4 * * 6", false))))
                .isTrue();
        assertThat(schedules.tell(
                        java.util.List.of(schedule("full", "nonsense", true), schedule("prune", "0 4 * * 6", false))))
                .as("what was known goes on")
                .isFalse();

        assertThat(told).singleElement().asString().contains("full").contains("nonsense");
        var restarted = new Schedules(configured, file, told::add);
        assertThat(restarted.plans())
                .containsEntry("full", new JobPlan(java.util.Optional.of(Cron.parse("0 4 * * 6")), Map.of("a", "b")))
                .containsEntry("prune", new JobPlan(java.util.Optional.empty(), Map.of("a", "b")));
        assertThat(restarted.tell(java.util.List.of())).isTrue();
        assertThat(restarted.plans()).isEqualTo(configured);
    }

    private static io.twinkeep.core.catalog.Schedule schedule(String job, String cron, boolean enabled) {
        return new io.twinkeep.core.catalog.Schedule(
                "eu-1", job, cron, enabled, new java.util.TreeMap<>(Map.of("a", "b")), 1, Instant.EPOCH, "test");
    }
}
