package io.twinkeep.core.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FactCodecTest {
    @Test
    void everyKindOfEntryComesBackAsItWas() {
        for (int seed = 0; seed < 500; seed++) {
            for (CatalogEntry entry : new RandomEntries(seed).oneOfEach()) {
                assertThat(FactCodec.decode(FactCodec.encode(entry))).isEqualTo(entry);
            }
        }
    }

    @Test
    void noKindOfEntryIsWithoutAForm() {
        List<String> known =
                FactKind.ALL.stream().map(kind -> kind.type().getSimpleName()).toList();

        assertThat(known)
                .containsExactlyInAnyOrderElementsOf(
                        leaves(CatalogEntry.class).map(Class::getSimpleName).toList());
        assertThat(FactKind.ALL.stream().map(FactKind::code)).doesNotHaveDuplicates();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(FactCodecTest::leaves)
                : Stream.of(type);
    }

    @Test
    void cutAndChangedBytesAreCorruptOrAnotherEntryAndNothingElse() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            for (CatalogEntry entry : new RandomEntries(seed).oneOfEach()) {
                StoredFact fact = FactCodec.encode(entry);
                byte[] cut = Arrays.copyOf(fact.bytes(), random.nextInt(fact.bytes().length));
                assertThatThrownBy(() -> FactCodec.decode(new StoredFact(fact.kind(), fact.version(), cut)))
                        .isInstanceOf(Corrupt.class);
                byte[] changed = fact.bytes().clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                try {
                    FactCodec.decode(new StoredFact(fact.kind(), fact.version(), changed));
                } catch (Corrupt e) {
                    assertThat(e).hasMessageContaining("not what it should be");
                }
            }
        }
    }

    @Test
    void whatANewerTwinkeepWroteIsRefused() {
        assertThatThrownBy(() -> FactCodec.decode(new StoredFact(1, 2, new byte[0])))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> FactCodec.decode(new StoredFact(11, 1, new byte[0])))
                .isInstanceOf(Refused.class);
    }

    /** A difference here is a change of a stored format: it needs a new version of the kind. */
    @Test
    void theFormsOfVersionOneStay() {
        StoredFact grant = FactCodec.encode(
                new EpochGrant(2, "us-1", Instant.ofEpochSecond(1_767_225_600, 5_000), "ops", "drill"));

        assertThat(grant.kind()).isEqualTo(4);
        assertThat(HexFormat.of().formatHex(grant.bytes()))
                .isEqualTo("00000002" + "0475732d31" + "000000006955b90000001388" + "036f7073" + "056472696c6c");
    }
}
