package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;
    private static final int TRANSFERS = 4;

    @Test
    void twoThreadsUsuallyTake350MebibytesWithTwoPacksToSendBesideThoseBeingFilled() {
        var usual = new MemoryBudget(2, MemoryBudget.usual(2));

        assertThat(usual.bytes()).isEqualTo(350 * MIB);
        assertThat(usual.packBytes(4L << 30)).isEqualTo(16 << 20);
        assertThat(usual.packs(TRANSFERS, 16 << 20)).isEqualTo(4);
    }

    @Test
    void lessMemoryMeansSmallerPacksAndFewer() {
        var least = new MemoryBudget(2, MemoryBudget.least(2));

        assertThat(least.packBytes(4L << 30)).isEqualTo(8 << 20);
        assertThat(least.packs(TRANSFERS, 8 << 20)).isEqualTo(3);
    }

    @Test
    void moreMemoryThanIsUsefulIsNotTaken() {
        var plenty = new MemoryBudget(2, 64L << 30);

        assertThat(plenty.packBytes(1L << 40)).isEqualTo(16 << 20);
        assertThat(plenty.packs(TRANSFERS, 16 << 20)).isEqualTo(2 + TRANSFERS);
    }

    @Test
    void anyNumberOfThreadsHasRoomForAPackMoreThanItFills() {
        for (int threads = 1; threads <= 256; threads++) {
            for (long bytes : new long[] {MemoryBudget.least(threads), MemoryBudget.usual(threads)}) {
                var budget = new MemoryBudget(threads, bytes);
                int packBytes = budget.packBytes(1L << 40);

                assertThat(packBytes).isBetween(8 << 20, 16 << 20);
                assertThat(budget.packs(TRANSFERS, packBytes)).isGreaterThan(threads);
            }
        }
    }

    @Test
    void tooLittleIsRefusedWithWhatWouldDo() {
        assertThatThrownBy(() -> Limits.ofThreads(2).withMemory(295 * MIB))
                .isInstanceOf(BadUsage.class)
                .hasMessage("--memory 295MiB is too little for 2 threads, which need 296MiB")
                .extracting(failure -> ((BadUsage) failure).next())
                .asString()
                .contains("--threads 1, which needs 232MiB");
    }

    @Test
    void garbageIsCollectedWhereTheHeapWouldGrowBeyondWhatIsWanted() {
        var runtime = Runtime.getRuntime();
        var guard = new HeapGuard(0);
        byte[][] garbage = new byte[48][];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = new byte[1 << 20];
        }
        long before = runtime.totalMemory() - runtime.freeMemory();
        assertThat(garbage.length).isEqualTo(48);

        garbage = null;
        guard.check();

        assertThat(runtime.totalMemory() - runtime.freeMemory()).isLessThan(before - (16 << 20));
    }
}
