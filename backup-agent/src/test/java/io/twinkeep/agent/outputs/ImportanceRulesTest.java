package io.twinkeep.agent.outputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.agent.metadata.ImageFacts;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceRulesTest {
    private static final Sha256 DIGEST = Sha256.of(new byte[] {1});
    private static final ImageFacts FACTS = facts(false, Map.of("aigc_label", "1", "customer", "a/b"));

    @Test
    void withoutRulesNothingIsImportantAndARateOfOneTakesAll() {
        assertThat(ImportanceRules.NONE.isImportant("a.png", DIGEST, FACTS)).isFalse();
        assertThat(ImportanceRules.ALL.isImportant("a.png", DIGEST, FACTS)).isTrue();
    }

    @Test
    void globsNamePaths() {
        var rules = new ImportanceRules(List.of("customers/**", "*.keep.png"), Map.of(), false, 0);

        assertThat(rules.isImportant("customers/4711/a.png", DIGEST, FACTS)).isTrue();
        assertThat(rules.isImportant("2026/a.keep.png", DIGEST, FACTS)).isTrue();
        assertThat(rules.isImportant("tests/a.png", DIGEST, FACTS)).isFalse();
    }

    @Test
    void valuesOfMetadataAreMatched() {
        assertThat(byValue("model", "z-image*")).isTrue();
        assertThat(byValue("model", "flux*")).isFalse();
        assertThat(byValue("seed", "7")).isTrue();
        assertThat(byValue("aigc_label", "*")).isTrue();
        assertThat(byValue("customer", "a?b")).as("slashes are characters").isTrue();
        assertThat(byValue("nothing", "*")).isFalse();
    }

    @Test
    void theSidecarsFlagCountsWhereItIsHonoured() {
        ImageFacts flagged = facts(true, Map.of());

        assertThat(new ImportanceRules(List.of(), Map.of(), true, 0).isImportant("a.png", DIGEST, flagged))
                .isTrue();
        assertThat(ImportanceRules.NONE.isImportant("a.png", DIGEST, flagged)).isFalse();
    }

    @Test
    void samplesAreDrawnByDigestAlone() {
        var rules = new ImportanceRules(List.of(), Map.of(), false, 0.1);
        long drawn = IntStream.range(0, 20_000)
                .filter(i -> rules.isImportant("a.png", Sha256.of(("" + i).getBytes()), FACTS))
                .count();

        assertThat(drawn).isBetween(1800L, 2200L);
        boolean once = rules.isImportant("a.png", DIGEST, FACTS);
        assertThat(rules.isImportant("b.png", DIGEST, facts(false, Map.of()))).isEqualTo(once);
    }

    @Test
    void senselessRulesAreRefused() {
        assertThatThrownBy(() -> new ImportanceRules(List.of(), Map.of(), false, 1.1))
                .isInstanceOf(BadUsage.class);
        assertThatThrownBy(() -> new ImportanceRules(List.of(), Map.of(), false, Double.NaN))
                .isInstanceOf(BadUsage.class);
        assertThatThrownBy(() -> new ImportanceRules(List.of("[a"), Map.of(), false, 0))
                .isInstanceOf(BadUsage.class);
        assertThatThrownBy(() -> new ImportanceRules(List.of(), Map.of("model", List.of("")), false, 0))
                .isInstanceOf(BadUsage.class);
    }

    private static boolean byValue(String name, String glob) {
        return new ImportanceRules(List.of(), Map.of(name, List.of(glob)), false, 0)
                .isImportant("a.png", DIGEST, FACTS);
    }

    private static ImageFacts facts(boolean important, Map<String, String> extra) {
        return new ImageFacts(
                Optional.empty(),
                Optional.of("z-image-turbo"),
                Optional.empty(),
                Optional.of(BigInteger.valueOf(7)),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                important,
                new TreeMap<>(extra),
                new TreeMap<>());
    }
}
