package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void withoutATerminalEachPhaseIsOneLine() {
        try (var progress = new ProgressBar(err, OptionalInt.empty())) {
            progress.begin("restoring", 2 << 20);
            progress.advance(1 << 20);
            progress.note("a file changed");
            progress.begin("restoring", 2 << 20);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("restoring: 2.0 MiB\na file changed\n");
    }

    @Test
    void onATerminalALineMovesAndIsGoneAtTheEnd() throws InterruptedException {
        try (var progress = new ProgressBar(err, OptionalInt.of(100))) {
            progress.begin("restoring", 2 << 20);
            progress.advance(1 << 20);
            // The bar is drawn five times a second by a thread of its own.
            Thread.sleep(500);
        }

        String drawn = bytes.toString(StandardCharsets.UTF_8);
        assertThat(drawn)
                .contains("restoring  [##########..........] 50 %  1.0 MiB of 2.0 MiB")
                .contains(" left")
                .endsWith("\r\033[K");
    }

    @Test
    void theRateFollowsAChangeWithinSeconds() {
        var rate = new Rate(0);
        long second = 1_000_000_000L;
        for (int i = 1; i <= 10; i++) {
            rate.sample(i * second, i * 100L);
        }
        assertThat(rate.perSecond()).isBetween(99.0, 101.0);

        for (int i = 11; i <= 30; i++) {
            rate.sample(i * second, 1000 + (i - 10) * 10L);
        }
        assertThat(rate.perSecond()).isBetween(10.0, 13.0);
    }
}
