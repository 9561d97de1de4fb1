package io.twinkeep.db.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostOrderTest {
    private static final Host A = new Host("a", 5432);
    private static final Host B = new Host("b", 5432);
    private static final Host C = new Host("c", 5432);

    private long now = Long.MAX_VALUE - 5; // nanoTime may wrap
    private final HostOrder order = new HostOrder(List.of(A, B, C), Duration.ofNanos(100), () -> now);

    @Test
    void hostsThatFailedLatelyComeLastAndTheLongestAgoFirst() {
        assertThat(order.current()).containsExactly(A, B, C);
        order.failed(A);
        now += 10;
        assertThat(order.current()).containsExactly(B, C, A);
        order.failed(B);
        assertThat(order.current()).containsExactly(C, A, B);
        now += 95;
        assertThat(order.current()).containsExactly(A, C, B);
        now += 100;
        assertThat(order.current()).containsExactly(A, B, C);
    }

    @Test
    void hostsAreReadWithAndWithoutAPort() {
        assertThat(Host.parse("db.example.com")).isEqualTo(new Host("db.example.com", 5432));
        assertThat(Host.parse("[::1]:6000")).hasToString("[::1]:6000");
        for (String wrong : List.of("", "a:0", "a:70000", "a/b", "a?user=x", "a,b")) {
            assertThatThrownBy(() -> Host.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aConfigurationNeverShowsItsPassword() {
        var config = DatabaseConfig.of("a:1, b", "facts", "agent", () -> "hidden");

        assertThat(config.toString()).isEqualTo("database facts on a:1,b:5432");
        assertThatThrownBy(() -> config.withTls(Map.of("socketFactory", "evil")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
