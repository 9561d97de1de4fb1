package io.twinkeep.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueTest {
    private static final Cron NIGHTLY = Cron.parse("0 2 * * *");
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration LATER = Duration.ofMinutes(7);

    private static Instant next(String since, Optional<Instant> attempted) {
        return Due.next(NIGHTLY, LATER, Instant.parse(since), attempted, NOON).orElseThrow();
    }

    @Test
    void aJobThatRanLastNightRunsTomorrowAtItsSpreadTime() {
        assertThat(next("2026-11-27T02:07:00Z", Optional.empty())).isEqualTo("2026-11-28T02:07:00Z");
    }

    @Test
    void nightsThatWereMissedComeToOneRunAtOnce() {
        assertThat(next("2026-11-20T02:07:00Z", Optional.empty())).isEqualTo(NOON);
    }

    @Test
    void aHostThatCameBackBetweenTheTimeAndItsSpreadWaitsForThat() {
        Instant between = Instant.parse("2026-11-27T02:03:00Z");
        var next = Due.next(NIGHTLY, LATER, Instant.parse("2026-11-26T02:07:00Z"), Optional.empty(), between);

        assertThat(next).contains(Instant.parse("2026-11-27T02:07:00Z"));
    }

    @Test
    void aRunThatFailedIsNotMadeUpForAgainAndAgain() {
        assertThat(next("2026-11-20T02:07:00Z", Optional.of(Instant.parse("2026-11-27T11:00:00Z"))))
                .isEqualTo("2026-11-28T02:07:00Z");
    }

    @Test
    void aSuccessInTheFutureDoesNotKeepTheJobFromRunning() {
        assertThat(next("2031-01-01T00:00:00Z", Optional.empty())).isEqualTo("2026-11-28T02:07:00Z");
    }

    @Test
    void aFleetIsSpreadEvenlyAndEachAgentAlwaysTheSame() {
        var bound = Duration.ofMinutes(10);
        long early = 0;
        for (int i = 0; i < 1000; i++) {
            Duration late = new Spread("eu-1/" + i, bound).of("full");
            assertThat(late).isBetween(Duration.ZERO, bound).isEqualTo(new Spread("eu-1/" + i, bound).of("full"));
            early += late.compareTo(bound.dividedBy(2)) < 0 ? 1 : 0;
        }
        assertThat(early).isBetween(400L, 600L);
    }
}
