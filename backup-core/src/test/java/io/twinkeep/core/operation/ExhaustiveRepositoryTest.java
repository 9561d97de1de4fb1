package io.twinkeep.core.operation;

import static io.twinkeep.core.operation.SmallWorld.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.operation.explore.Explorer;
import io.twinkeep.core.operation.explore.Report;
import io.twinkeep.core.operation.explore.World;
import org.junit.jupiter.api.Test;

/** Every order of calls of a few actors on one repository, with late and lost answers and crashes anywhere. */
class ExhaustiveRepositoryTest {
    private static final int LIMIT = 5_000_000;

    @Test
    void twoWritersAndAPruneKeepEveryPromise() {
        explore(new SmallWorld()
                .full("0")
                .writer("1")
                .fullWriter("2")
                .prune(ORIGIN)
                .world(0));
    }

    @Test
    void aWriterAPruneAndAPromotionKeepEveryPromise() {
        explore(new SmallWorld()
                .full("0")
                .fullWriter("2")
                .prune(ORIGIN)
                .pin(ORIGIN, "0", 1)
                .world(0));
    }

    static void explore(World world) {
        Report report = new Explorer(world).run(LIMIT);
        System.out.println(report);
        assertThat(report.counterexample()).isEmpty();
        assertThat(report.complete()).isTrue();
    }
}
