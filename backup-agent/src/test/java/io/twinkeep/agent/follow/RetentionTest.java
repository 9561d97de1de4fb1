package io.twinkeep.agent.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");

    private static Retention keeping(int versions, long bytes) {
        return new Retention(
                new FollowRules("production", versions, bytes, 0, 3, Duration.ofDays(14), Duration.ZERO, 1));
    }

    private static Sha256 version(int number) {
        return Sha256.of(new byte[] {(byte) number});
    }

    /** Version n was put in place on day n and has 100 bytes. */
    private static List<ModelPlace.Held> held(int... numbers) {
        var held = new ArrayList<ModelPlace.Held>();
        for (int number : numbers) {
            held.add(new ModelPlace.Held(version(number), NOW.minus(Duration.ofDays(100 - number)), 100));
        }
        return held;
    }

    private static List<Sha256> going(List<Retention.Item> plan) {
        return plan.stream()
                .filter(Retention.Item::goes)
                .map(item -> item.held().version())
                .toList();
    }

    @Test
    void theNewestStayAndThoseWithAReasonDoNotCount() {
        var plan = keeping(2, Long.MAX_VALUE)
                .plan(held(1, 2, 3, 4, 5), Map.of(version(5), "active", version(1), "base"), 0);

        assertThat(going(plan)).containsExactly(version(2));
        assertThat(plan).allSatisfy(item -> assertThat(item.reason()).isNotBlank());
    }

    @Test
    void oldVersionsTakeNoMoreThanTheirBytes() {
        assertThat(going(keeping(9, 250).plan(held(1, 2, 3, 4), Map.of(), 0))).containsExactly(version(2), version(1));
    }

    @Test
    void theOldestMakeRoomForTheOneThatIsWantedButNoneWithAReason() {
        var plan = keeping(9, Long.MAX_VALUE).plan(held(1, 2, 3, 4), Map.of(version(1), "active"), 150);

        assertThat(going(plan)).containsExactly(version(3), version(2));
        assertThat(going(keeping(9, Long.MAX_VALUE).plan(held(1, 2), Map.of(version(1), "a", version(2), "b"), 999)))
                .isEmpty();
    }

    private static FollowState.Target target(int number, int daysAgo) {
        return new FollowState.Target(
                new PromotionId(new Token(0, number)), 1, number, version(number), NOW.minus(Duration.ofDays(daysAgo)));
    }

    @Test
    void theLastThreeTargetsCountUntilTwoWeeksAfterTheyWereReplaced() {
        var last = keeping(0, 0).lastTargets(List.of(target(5, 1), target(4, 10), target(3, 20), target(2, 30)), NOW);

        assertThat(last).extracting(FollowState.Target::number).containsExactly(5, 4, 3);
        assertThat(keeping(0, 0).lastTargets(List.of(target(5, 1), target(4, 15), target(3, 20)), NOW))
                .extracting(FollowState.Target::number)
                .containsExactly(5, 4);
        assertThat(keeping(0, 0).lastTargets(List.of(target(5, 99), target(4, 100)), NOW))
                .as("what is wanted stays whatever its age")
                .extracting(FollowState.Target::number)
                .containsExactly(5);
    }
}
