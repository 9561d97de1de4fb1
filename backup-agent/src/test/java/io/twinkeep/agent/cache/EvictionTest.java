package io.twinkeep.agent.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvictionTest {
    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
    private static final EvictionRules RULES = new EvictionRules(Duration.ofDays(7), 1000, 600, Duration.ofHours(1));

    @Test
    void oldOutputsGoWhateverTheSpace() {
        EvictionPlan plan = plan(plain("old", 10, days(8)), plain("young", 10, days(6)));

        assertThat(paths(plan)).containsExactly("old");
        assertThat(plan.evicted().getFirst().reason()).contains("older");
        assertThat(plan.after()).isEqualTo(10);
    }

    @Test
    void aboveTheHighWatermarkTheOldestGoUntilTheLowOne() {
        EvictionPlan plan = plan(
                plain("c", 300, days(1)),
                plain("a", 300, days(3)),
                plain("d", 300, hours(2)),
                plain("b", 300, days(2)));

        assertThat(paths(plan)).containsExactly("a", "b");
        assertThat(plan.before()).isEqualTo(1200);
        assertThat(plan.after()).isEqualTo(600);
    }

    @Test
    void betweenTheWatermarksNothingGoes() {
        assertThat(plan(plain("a", 500, days(3)), plain("b", 500, days(2))).evicted())
                .isEmpty();
    }

    @Test
    void importantOutputsWaitForTheirConfirmation() {
        var unstored = new CachedOutput("a", 2000, days(9), Optional.of(days(9)), true, false);
        var stored = new CachedOutput("b", 10, days(8), Optional.of(days(8)), true, true);

        EvictionPlan plan = plan(unstored, stored);

        assertThat(paths(plan)).containsExactly("b");
        assertThat(plan.unstored()).isEqualTo(1);
        assertThat(plan.isShort()).isTrue();
    }

    @Test
    void whatIsNotRecordedOrRecentStays() {
        var unrecorded = new CachedOutput("a", 2000, days(9), Optional.empty(), false, false);
        var recent = new CachedOutput("b", 2000, days(9), Optional.of(NOW.minusSeconds(60)), false, false);

        EvictionPlan plan = plan(unrecorded, recent);

        assertThat(plan.evicted()).isEmpty();
        assertThat(plan.unrecorded()).isEqualTo(1);
    }

    @Test
    void aTimeInTheFutureKeepsNothingForEver() {
        var output = new CachedOutput("a", 10, NOW.plus(Duration.ofDays(400)), Optional.of(days(8)), false, false);

        assertThat(paths(plan(output))).containsExactly("a");
    }

    @Test
    void whateverIsInTheCacheTheRulesHold() {
        for (int round = 0; round < 2000; round++) {
            var random = new Random(round);
            var outputs = new ArrayList<CachedOutput>();
            for (int i = random.nextInt(30); i > 0; i--) {
                Instant recorded = NOW.minus(Duration.ofMinutes(random.nextInt(20_000)));
                outputs.add(new CachedOutput(
                        "o" + i,
                        random.nextInt(200),
                        NOW.minus(Duration.ofMinutes(random.nextInt(20_000))),
                        random.nextInt(5) == 0 ? Optional.empty() : Optional.of(recorded),
                        random.nextBoolean(),
                        random.nextBoolean()));
            }
            EvictionPlan plan = Eviction.plan(outputs, RULES, NOW);

            assertThat(plan.evicted()).allSatisfy(evicted -> {
                assertThat(evicted.output().recorded().orElseThrow()).isBefore(NOW.minus(RULES.keep()));
                assertThat(evicted.output().important() && !evicted.output().stored())
                        .isFalse();
            });
            long gone =
                    plan.evicted().stream().mapToLong(e -> e.output().bytes()).sum();
            assertThat(plan.before() - gone).isEqualTo(plan.after());
            assertThat(plan.isShort()).isEqualTo(plan.after() > RULES.highBytes());
            if (plan.before() <= RULES.highBytes()) {
                assertThat(plan.evicted()).allMatch(e -> e.output().since().isBefore(days(7)));
            }
        }
    }

    @Test
    void rulesThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> new EvictionRules(Duration.ofDays(1), 10, 20, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EvictionRules(Duration.ofHours(1), 20, 10, Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static CachedOutput plain(String path, long bytes, Instant made) {
        return new CachedOutput(path, bytes, made, Optional.of(made), false, false);
    }

    private static EvictionPlan plan(CachedOutput... outputs) {
        return Eviction.plan(List.of(outputs), RULES, NOW);
    }

    private static List<String> paths(EvictionPlan plan) {
        return plan.evicted().stream().map(evicted -> evicted.output().path()).toList();
    }

    private static Instant days(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private static Instant hours(int hours) {
        return NOW.minus(Duration.ofHours(hours));
    }
}
