package io.twinkeep.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.facts.StoredFact;
import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GenerationRecordFormTest {
    @Test
    void anyRecordComesBackAsItWas() {
        for (int round = 0; round < 3000; round++) {
            GenerationRecord record = record(new Random(round));
            GenerationRecord back = (GenerationRecord) FactCodec.decode(FactCodec.encode(record));
            assertThat(back).isEqualTo(record);
            assertThat(back.id()).isEqualTo(record.id());
        }
    }

    @Test
    void cutAndFlippedFactsAreCorruptAndNothingElse() {
        for (int round = 0; round < 3000; round++) {
            var random = new Random(round);
            byte[] bytes = FactCodec.encode(record(random)).bytes();
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(Corrupt.class);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                decode(bytes);
            } catch (BackupException e) {
                assertThat(e).isInstanceOf(Corrupt.class);
            }
        }
    }

    @Test
    void theFormOfVersionOneStays() {
        var record = new GenerationRecord(
                "us-1",
                "a/b.png",
                Sha256.of(new byte[1]),
                300,
                Instant.ofEpochSecond(1_767_225_600, 5000),
                Optional.of("z"),
                Optional.empty(),
                Optional.of(BigInteger.TWO.pow(64).subtract(BigInteger.ONE)),
                OptionalInt.of(9),
                Optional.of(1.5),
                Optional.empty(),
                OptionalInt.of(16),
                OptionalInt.empty(),
                Optional.of("狐"),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.of("k"),
                new TreeMap<>(java.util.Map.of("n", "v")));

        assertThat(HexFormat.of().formatHex(FactCodec.encode(record).bytes()))
                .isEqualTo("0475732d3107612f622e706e67"
                        + "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
                        + "000000000000012c000000006955b90000001388"
                        + "01017a" + "00" + "01ffffffffffffffff" + "0100000009" + "013ff8000000000000" + "00"
                        + "0100000010" + "00" + "0103e78b90" + "00" + "00" + "01" + "01016b" + "01" + "016e" + "0176");
    }

    @Test
    void newerVersionsAreRefusedAndWhatIsEmptyIsNoFact() {
        assertThatThrownBy(() -> FactCodec.decode(new StoredFact(FactCodec.GENERATION_RECORD, 2, new byte[0])))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> FactCodec.decode(new StoredFact(2, 1, new byte[0])))
                .isInstanceOf(Corrupt.class);
    }

    private static GenerationRecord decode(byte[] bytes) {
        return (GenerationRecord) FactCodec.decode(new StoredFact(FactCodec.GENERATION_RECORD, 1, bytes));
    }

    static GenerationRecord record(Random random) {
        var extra = new TreeMap<String, String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            extra.put(text(random), text(random));
        }
        return new GenerationRecord(
                text(random),
                text(random),
                digest(random),
                random.nextLong() >>> 1,
                Instant.ofEpochSecond(random.nextLong(0, 253_402_300_799L), random.nextInt(1_000_000_000)),
                maybe(random, () -> text(random)),
                maybe(random, () -> digest(random)),
                maybe(random, () -> new BigInteger(64, random)),
                maybe(random, random::nextInt).map(OptionalInt::of).orElse(OptionalInt.empty()),
                maybe(random, random::nextGaussian),
                maybe(random, () -> text(random)),
                maybe(random, random::nextInt).map(OptionalInt::of).orElse(OptionalInt.empty()),
                maybe(random, random::nextInt).map(OptionalInt::of).orElse(OptionalInt.empty()),
                maybe(random, () -> text(random)),
                maybe(random, () -> text(random)),
                maybe(random, () -> digest(random)),
                random.nextBoolean(),
                maybe(random, () -> text(random)),
                extra);
    }

    private static <T> Optional<T> maybe(Random random, Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private static Sha256 digest(Random random) {
        return new Sha256(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 3000 : 20); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        }
        return text.toString();
    }
}
