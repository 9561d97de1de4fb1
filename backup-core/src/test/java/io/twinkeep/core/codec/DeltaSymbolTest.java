package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaSymbolTest {
    private final Random random = new Random(1);

    @Test
    void every16BitWeightComesBackFromItsNumber() {
        for (int base = 0; base < 1 << 16; base += 7) {
            int next = random.nextInt(1 << 16);
            int number = DeltaSymbol.number16(base, next);
            assertThat(number).isBetween(0, 0xFFFF);
            assertThat(DeltaSymbol.next16(base, number) & 0xFFFF).isEqualTo(next);
        }
    }

    @Test
    void fourAtOnceAreWhatEachIsAlone() {
        for (int i = 0; i < 100_000; i++) {
            long base = random.nextLong();
            long next = random.nextLong();
            long numbers = DeltaSymbol.fourNumbers16(base, next);
            for (int shift = 0; shift < 64; shift += 16) {
                int expected = DeltaSymbol.number16((int) (base >>> shift) & 0xFFFF, (int) (next >>> shift) & 0xFFFF);
                assertThat((int) (numbers >>> shift) & 0xFFFF).isEqualTo(expected);
            }
            assertThat(DeltaSymbol.fourNext16(base, numbers)).isEqualTo(next);
        }
    }

    @Test
    void every32BitWeightComesBackFromItsNumberWhateverItsZeroBits() {
        for (int zeroBits : new int[] {0, 13, 16}) {
            for (int i = 0; i < 100_000; i++) {
                int base = random.nextInt() >> zeroBits << zeroBits;
                int next = random.nextInt() >> zeroBits << zeroBits;
                int number = DeltaSymbol.number32(base, next, zeroBits);
                assertThat(DeltaSymbol.next32(base, number, zeroBits)).isEqualTo(next);
            }
        }
    }

    @Test
    void aStepOfOneUnitIsASmallNumberInEitherSign() {
        assertThat(DeltaSymbol.number16(0x3C00, 0x3C01)).isEqualTo(2);
        assertThat(DeltaSymbol.number16(0xBC00, 0xBC01)).isEqualTo(2);
        assertThat(DeltaSymbol.number16(0x3C01, 0x3C00)).isEqualTo(1);
        assertThat(DeltaSymbol.number16(0x3C00, 0x3C00)).isZero();
    }

    @Test
    void symbolsGrowWithNumbersAndStayBelowTheirLimit() {
        assertThat(DeltaSymbol.symbol(15, DeltaSymbol.extraBits(15))).isEqualTo(15);
        assertThat(DeltaSymbol.symbol(16, DeltaSymbol.extraBits(16))).isEqualTo(16);
        assertThat(DeltaSymbol.symbol(-1, DeltaSymbol.extraBits(-1))).isEqualTo(DeltaSymbol.SYMBOLS - 1);
    }
}
