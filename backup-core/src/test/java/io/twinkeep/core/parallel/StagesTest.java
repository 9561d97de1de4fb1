package io.twinkeep.core.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.parallel.Stages.Stage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {
    private final Stages stages = new Stages();

    @Test
    void whatThreadsDoBesideEachOtherAddsUp() {
        long start = System.nanoTime() - 1_000_000;

        IntStream.range(0, 100).parallel().forEach(i -> stages.add(Stage.READ, start, 10));

        Stages.Spent read = stages.spent().get(Stage.READ);
        assertThat(read.bytes()).isEqualTo(1000);
        assertThat(read.times()).isEqualTo(100);
        assertThat(read.nanos()).isGreaterThanOrEqualTo(100_000_000L);
    }

    @Test
    void aStageThatNothingWentThroughIsToldToo() {
        assertThat(stages.spent().get(Stage.BASE)).isEqualTo(new Stages.Spent(0, 0, 0));
        assertThat(stages.spent()).containsOnlyKeys(Stage.values());
    }

    @Test
    void workThatFailsIsNotNoted() {
        assertThatThrownBy(() -> stages.timed(Stage.COMMIT, () -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(stages.timed(Stage.COMMIT, () -> "yes")).isEqualTo("yes");
        assertThat(stages.spent().get(Stage.COMMIT).times()).isOne();
    }
}
