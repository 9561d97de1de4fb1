package io.twinkeep.agent.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * How late an agent begins each job, so that a fleet doesn't come to the store at once: always the same for one agent and
 * job, and anything up to the bound over all of them.
 */
public record Spread(String agent, Duration bound) {
    public Spread {
        if (bound.isNegative()) {
            throw new IllegalArgumentException("a spread can't be negative: " + bound);
        }
    }

    public Duration of(String job) {
        var seed = new CRC32C();
        seed.update((agent + "\0" + job).getBytes(StandardCharsets.UTF_8));
        return Duration.ofMillis((long) (bound.toMillis() * (seed.getValue() / (double) (1L << 32))));
    }
}
