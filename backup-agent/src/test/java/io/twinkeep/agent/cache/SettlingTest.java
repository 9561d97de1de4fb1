package io.twinkeep.agent.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final WatchRules RULES = new WatchRules(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            1);
    private static final FileState GROWING = new FileState(10, 1, 0, 0);
    private static final FileState ALONE = new FileState(20, 2, 0, 0);
    private static final FileState WITH_SIDECAR = new FileState(20, 2, 5, 3);

    private final Settling<String> settling = new Settling<>(RULES);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void anImageIsReadyOnceItIsStillAndItsSidecarHadTime() {
        settling.touched("a", now);
        assertThat(settling.due(now)).containsExactly("a");
        assertThat(ready(ALONE)).isFalse();
        assertThat(settling.due(now)).isEmpty();

        assertThat(settling.nextLook()).contains(now.plusMillis(500));
        after(499);
        assertThat(ready(ALONE)).isFalse();
        after(1);
        assertThat(settling.due(now)).containsExactly("a");
        assertThat(ready(ALONE)).isTrue();
    }

    @Test
    void withItsSidecarItIsReadySooner() {
        assertThat(ready(WITH_SIDECAR)).isFalse();
        after(200);
        assertThat(ready(WITH_SIDECAR)).isTrue();
    }

    @Test
    void everyChangeStartsTheWaitAgainAndASidecarIsOne() {
        assertThat(ready(GROWING)).isFalse();
        after(400);
        assertThat(ready(ALONE)).isFalse();
        after(400);
        assertThat(ready(WITH_SIDECAR)).isFalse();
        after(199);
        assertThat(ready(WITH_SIDECAR)).isFalse();
        after(1);
        assertThat(ready(WITH_SIDECAR)).isTrue();
    }

    @Test
    void anUnfinishedImageIsTakenWhenItsWriterMustBeDead() {
        assertThat(settling.isReady("a", ALONE, () -> false, now)).isFalse();
        after(119_999);
        assertThat(settling.isReady("a", ALONE, () -> false, now)).isFalse();
        after(1);
        assertThat(settling.isReady("a", ALONE, () -> false, now)).isTrue();
    }

    @Test
    void whatCouldNotBeTakenComesAgainAfterAPause() {
        ready(WITH_SIDECAR);
        after(200);
        ready(WITH_SIDECAR);
        settling.failed("a", now);

        assertThat(settling.due(now)).isEmpty();
        after(5000);
        assertThat(settling.due(now)).containsExactly("a");
        assertThat(ready(WITH_SIDECAR)).isTrue();
        settling.done("a");
        assertThat(settling.size()).isZero();
    }

    private boolean ready(FileState state) {
        return settling.isReady("a", state, () -> true, now);
    }

    private void after(long millis) {
        now = now.plusMillis(millis);
    }
}
