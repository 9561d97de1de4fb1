package io.twinkeep.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    /** A Friday. */
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 2 * * *        | 2026-11-28T02:15:00Z",
                "*/15 * * * *      | 2026-11-27T12:15:00Z",
                "0 3 * * 0         | 2026-11-29T03:00:00Z",
                "0 3 * * 7         | 2026-11-29T03:00:00Z",
                "0 3 * * 1-5       | 2026-11-30T03:00:00Z",
                "0 3 * * sun       | 2026-11-29T03:00:00Z",
                "0 3 1 * *         | 2026-12-01T03:00:00Z",
                "0 0 3 ? * SUN     | 2026-11-29T03:00:00Z",
                "30 0 3 * * ?      | 2026-11-28T03:00:30Z"
            })
    void timesAreThoseOfUnixAndOfQuartzInUtc(String text, Instant next) {
        assertThat(Cron.parse(text).after(NOON)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nightly", "99 2 * * *", "0 3 1 * 1", "0 3 * * 8", "* * *"})
    void whatIsNoTimeIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> Cron.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15 2 * * *");
    }

    @Test
    void aTimeThatNeverComesAgainHasNoNext() {
        assertThat(Cron.parse("0 0 0 1 1 ? 2020").after(NOON)).isEmpty();
    }
}
