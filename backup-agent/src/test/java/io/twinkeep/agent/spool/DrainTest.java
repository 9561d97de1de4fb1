package io.twinkeep.agent.spool;

import static io.twinkeep.agent.spool.SpoolFixture.fact;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.spool.Drain.Round;
import io.twinkeep.agent.spool.ScriptedSink.Fault;
import io.twinkeep.core.parallel.Parallel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    private static final DrainSettings SETTINGS = new DrainSettings(
            100, 1 << 20, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(1), Duration.ofMillis(8));

    @TempDir
    Path directory;

    private final ScriptedSink sink = new ScriptedSink();
    private Spool spool;

    @BeforeEach
    void open() {
        spool = SpoolFixture.open(directory, SpoolSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void factsArriveInOrderAndLeaveOnceReplayed() {
        append(0, 250);
        var drain = new Drain(spool, sink, SETTINGS);

        drainAll(drain);

        assertThat(sink.stored().keySet()).containsExactlyElementsOf(names(0, 250));
        assertThat(sink.calls()).isEqualTo(3);
        assertThat(spool.status().waiting()).isZero();
        assertThat(drain.status().stored()).isEqualTo(250);
        assertThat(drain.status().released()).isEqualTo(250);
    }

    @Test
    void whatTheStandbyHasNotReplayedStays() {
        append(0, 250);
        sink.freeze();
        var drain = new Drain(spool, sink, SETTINGS);

        drainAll(drain);

        assertThat(sink.stored()).hasSize(250);
        assertThat(spool.status().waiting()).isEqualTo(250);
        assertThat(drain.status().unreplayed()).isEqualTo(250);
        sink.thaw();
        drainAll(drain);
        assertThat(spool.status().waiting()).isZero();
        assertThat(sink.calls()).as("nothing was sent twice").isEqualTo(3);
    }

    @Test
    void tenThousandAcknowledgedBehindAFrozenStandbySurviveAPromotion() {
        append(0, 100);
        var drain = new Drain(spool, sink, SETTINGS);
        drainAll(drain);
        sink.freeze();
        Parallel.forEach(64, IntStream.range(100, 10_100).boxed().toList(), i -> spool.append(fact("fact " + i)));
        drainAll(drain);
        assertThat(sink.stored()).as("acknowledged by the old primary").hasSize(10_100);

        sink.promote();
        assertThat(sink.stored()).as("lost with it").hasSize(100);
        drainAll(drain);

        assertThat(sink.stored()).hasSize(10_100);
        assertThat(spool.status().waiting()).isZero();
        assertThat(drain.status().restarts()).isEqualTo(1);
    }

    @Test
    void aPromotionSeenByTheNextCommitAloneIsEnough() {
        append(0, 100);
        sink.freeze();
        var drain = new Drain(spool, sink, SETTINGS);
        assertThat(drain.round()).isEqualTo(Round.MORE);
        append(100, 200);
        // The first answer about replay comes after the promotion, so both ways of seeing it are taken in turn.
        sink.promote();

        drainAll(drain);

        assertThat(sink.stored()).hasSize(200);
        assertThat(spool.status().waiting()).isZero();
    }

    @Test
    void everyFaultIsWaitedOutAndNothingIsLostOrOutOfOrder() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            int from = seed * 300;
            append(from, from + 300);
            for (int i = random.nextInt(6); i > 0; i--) {
                sink.failNext(Fault.values()[random.nextInt(Fault.values().length)]);
            }
            var drain = new Drain(spool, sink, SETTINGS);
            for (int step = 0; step < 4; step++) {
                drain.round();
                switch (random.nextInt(6)) {
                    case 0 -> sink.promote();
                    case 1 -> sink.freeze();
                    case 2 -> sink.thaw();
                    default -> {}
                }
            }
            sink.thaw();
            drainAll(drain);
            assertThat(sink.stored()).as("seed %d", seed).hasSize(from + 300);
            assertThat(spool.status().waiting()).isZero();
        }
        assertThat(sink.stored().keySet()).containsExactlyElementsOf(names(0, 18_000));
    }

    @Test
    void aLostAnswerSendsTheSameBatchAgain() {
        append(0, 50);
        sink.failNext(Fault.UNKNOWN_STORED).failNext(Fault.UNAVAILABLE);
        var drain = new Drain(spool, sink, SETTINGS);

        assertThat(drain.round()).isEqualTo(Round.FAILED);
        assertThat(drain.status().failure()).contains("the answer was lost");
        append(50, 60);
        assertThat(drain.round()).isEqualTo(Round.FAILED);
        drainAll(drain);

        assertThat(sink.stored())
                .containsEntry("fact 49", 2)
                .containsEntry("fact 50", 1)
                .hasSize(60);
        assertThat(drain.status().failure()).isEmpty();
    }

    @Test
    void aSinkWithABugIsAskedAgain() {
        append(0, 10);
        var buggy = new FactSink() {
            private boolean failed;

            @Override
            public SinkPosition store(java.util.List<SpoolEntry> batch) {
                if (!failed) {
                    failed = true;
                    throw new IllegalStateException("a bug");
                }
                return sink.store(batch);
            }

            @Override
            public SinkPosition replayed() {
                return sink.replayed();
            }
        };
        var drain = new Drain(spool, buggy, SETTINGS);

        assertThat(drain.round()).isEqualTo(Round.FAILED);
        assertThat(drain.status().failure().orElseThrow()).contains("a bug");
        drainAll(drain);

        assertThat(sink.stored()).hasSize(10);
    }

    @Test
    void aRestartSendsAgainOnlyWhatIsNotReleased() {
        append(0, 200);
        drainAll(new Drain(spool, sink, SETTINGS));
        sink.freeze();
        append(200, 300);
        drainAll(new Drain(spool, sink, SETTINGS));
        spool.close();
        sink.thaw();

        spool = SpoolFixture.open(directory, SpoolSettings.DEFAULT);
        drainAll(new Drain(spool, sink, SETTINGS));

        assertThat(sink.stored())
                .containsEntry("fact 199", 1)
                .containsEntry("fact 200", 2)
                .hasSize(300);
        assertThat(spool.status().waiting()).isZero();
    }

    @Test
    void aSmallSpoolIsFilledRolledAndDrainedAtTheSameTime() throws InterruptedException {
        spool.close();
        spool = SpoolFixture.open(directory.resolve("small"), new SpoolSettings(256 << 10, 4 << 10));
        var drain = new Drain(spool, sink, SETTINGS);
        Thread running = Thread.startVirtualThread(drain::run);

        Parallel.forEach(16, IntStream.range(0, 20_000).boxed().toList(), this::appendWhenThereIsRoom);
        awaitEmpty();

        assertThat(sink.stored())
                .hasSize(20_000)
                .allSatisfy((fact, times) -> assertThat(times).isOne());
        assertThat(spool.status().lost()).isZero();
        assertThat(spool.segments()).hasSizeLessThan(4);
        drain.close();
        running.join();
    }

    private void appendWhenThereIsRoom(int i) {
        while (true) {
            try {
                spool.append(fact("fact " + i));
                return;
            } catch (io.twinkeep.core.errors.Refused full) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void runDrainsWhileFactsAreAppendedAndEndsWhenClosed() throws InterruptedException {
        var drain = new Drain(spool, sink, SETTINGS);
        sink.failNext(Fault.UNAVAILABLE).failNext(Fault.REPLAY_UNAVAILABLE);
        Thread running = Thread.startVirtualThread(drain::run);
        Parallel.forEach(16, IntStream.range(0, 3000).boxed().toList(), i -> spool.append(fact("fact " + i)));

        awaitEmpty();

        assertThat(spool.status().waiting()).isZero();
        assertThat(sink.stored()).hasSize(3000);
        drain.close();
        running.join();
    }

    private void awaitEmpty() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (spool.status().waiting() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(2); // Another thread drains; there is nothing to be notified by.
        }
        assertThat(spool.status().waiting()).isZero();
    }

    private void drainAll(Drain drain) {
        // One more round after all is sent asks for replay once more; a restart is sent in the rounds that follow.
        for (int quiet = 0; quiet < 3; ) {
            quiet = drain.round() == Round.ALL_SENT ? quiet + 1 : 0;
        }
    }

    private void append(int from, int to) {
        Parallel.mapInOrder(
                1, IntStream.range(from, to).boxed().toList(), i -> spool.append(fact("fact " + i)), s -> {});
    }

    private static java.util.List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "fact " + i).toList();
    }
}
