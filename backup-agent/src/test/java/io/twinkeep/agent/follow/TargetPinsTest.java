package io.twinkeep.agent.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.KeepRules;
import io.twinkeep.core.operation.Pins;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Prune;
import io.twinkeep.core.operation.Verify;
import io.twinkeep.core.operation.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetPinsTest {
    private static final KeepRules LEAST = new KeepRules(1, Duration.ZERO);

    @TempDir
    Path dir;

    private TwoRegions regions;
    private final List<Sha256> days = new ArrayList<>();

    @BeforeEach
    void backUpFiveSets() throws IOException {
        regions = new TwoRegions(dir, 1 << 12);
        for (int day = 0; day < 5; day++) {
            days.add(regions.day(true));
        }
    }

    private void keep() {
        new TargetPins(TwoRegions.MODEL, regions.rules, regions.aliases, Progress.NONE)
                .keep(regions.originEngine(), regions.now);
    }

    private void promote(int day) {
        regions.now = regions.now.plus(Duration.ofHours(1));
        regions.point(days.get(day));
    }

    private void prune() {
        Engine engine = regions.originEngine();
        new Verify(engine).run(new Verify.Order(Optional.of(TwoRegions.MODEL), 100, Optional.empty(), List.of()));
        new Prune(engine, Optional.empty()).run(TwoRegions.MODEL, LEAST);
    }

    private List<Sha256> left() {
        return new Versions(regions.originEngine())
                .list(TwoRegions.MODEL).stream()
                        .map(listed -> listed.body().version().value())
                        .distinct()
                        .toList();
    }

    @Test
    void thePrimarysPruneLeavesTheLastThreeTargets() {
        for (int day = 0; day < 4; day++) {
            promote(day);
            keep();
        }

        prune();

        assertThat(left()).contains(days.get(1), days.get(2), days.get(3), days.get(4));
        assertThat(left()).doesNotContain(days.get(0));
    }

    @Test
    void afterTwoWeeksOnlyTheCurrentTargetStays() {
        promote(0);
        promote(2);
        keep();
        regions.now = regions.now.plus(Duration.ofDays(15));
        keep();

        prune();

        assertThat(left()).contains(days.get(2), days.get(4));
        assertThat(left()).doesNotContain(days.get(0));
    }

    @Test
    void aPinByHandStaysAndNothingIsPinnedTwice() {
        var byHand = new PromotionId(new Token(1, 1));
        new Pins(regions.originEngine()).pin(TwoRegions.MODEL, Supply.exactly(days.get(0)), byHand);
        promote(1);
        keep();
        int writes = regions.origin.calls();
        keep();
        int again = regions.origin.calls() - writes;
        keep();

        assertThat(regions.origin.calls() - writes).isEqualTo(2 * again);
        prune();
        assertThat(left()).contains(days.get(0), days.get(1));
    }

    @Test
    void withoutTheDatabaseNobodyKnowsWhatToKeep() {
        regions.aliases.isGone = true;

        assertThatThrownBy(this::keep).isInstanceOf(Unavailable.class);
    }
}
