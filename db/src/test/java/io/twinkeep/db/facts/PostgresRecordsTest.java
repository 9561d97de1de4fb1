package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.TestFacts;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresRecordsTest {
    private static PostgresFacts facts;

    @BeforeAll
    static void open() {
        facts = TestDatabases.facts(TestDatabases.fresh("records"), "eu_agent");
    }

    @AfterAll
    static void close() {
        facts.close();
    }

    @Test
    void aRecordComesBackAsItWasWritten() {
        var full = TestFacts.record("eu-1", 1, "A red fox, 水墨画, 4k");
        var bare = TestFacts.bare("eu-1", "bare.png");

        facts.writer().write(List.of(full, bare));

        assertThat(facts.records().search(RecordQuery.newest(10).ofSeed(BigInteger.ONE)))
                .containsExactly(full);
        assertThat(facts.records().search(RecordQuery.newest(10).between(TestFacts.NOON, TestFacts.NOON.plusMillis(1))))
                .containsExactly(bare);
    }

    @Test
    void aRecordToldTwiceIsThereOnceAndLearnsThatItIsStored() {
        var first = TestFacts.record("eu-1", 20, "twice told");
        var stored = first.stored("outputs/2026/11/24/abc");

        facts.writer().write(List.of(first, first, stored));
        facts.writer().write(List.of(stored));
        facts.writer().write(List.of(first));

        assertThat(facts.records().search(RecordQuery.newest(10).about("twice told")))
                .containsExactly(stored);
    }

    @Test
    void everySeedOf64BitsIsKept() {
        var highest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
        var r = TestFacts.record("eu-1", 30, "seed");
        var record = new GenerationRecord(
                r.region(),
                "seed.png",
                r.output(),
                r.bytes(),
                r.made(),
                r.model(),
                r.version(),
                Optional.of(highest),
                r.steps(),
                r.guidance(),
                r.sampler(),
                r.width(),
                r.height(),
                r.prompt(),
                r.negativePrompt(),
                r.promptDigest(),
                false,
                Optional.empty(),
                r.extra());

        facts.writer().write(List.of(record));

        assertThat(facts.records().search(RecordQuery.newest(10).ofSeed(highest)))
                .containsExactly(record);
    }

    @Test
    void promptsAreFoundByWordsInAnyOrderAndByRunsOfChinese() {
        var english = TestFacts.record("eu-1", 40, "Golden gate bridge at dusk");
        var chinese = TestFacts.record("eu-1", 41, "一只戴红色围巾的猫咪坐在窗边，胶片质感");
        var scattered = TestFacts.record("eu-1", 42, "猫和咪坐 色围 红色 的猫");

        facts.writer().write(List.of(english, chinese, scattered));

        assertThat(about("bridge GOLDEN")).containsExactly(english);
        assertThat(about("bridges")).isEmpty();
        assertThat(about("围巾的猫")).containsExactly(chinese);
        assertThat(about("红色 围巾")).containsExactly(chinese);
        assertThat(about("巾")).containsExactly(chinese);
        assertThat(about("猫")).containsExactly(scattered, chinese);
        assertThat(about("胶片")).containsExactly(chinese);
        assertThat(about("猫狗")).isEmpty();
    }

    @Test
    void recordsOfAnyTimeHaveAPlace() {
        var times = List.of(
                "1970-01-01T00:00:00Z",
                "2021-12-31T23:59:59.999999Z",
                "2022-01-01T00:00:00Z",
                "2031-07-31T23:59:59Z",
                "2031-08-01T00:00:00Z",
                "2039-12-31T23:59:59Z",
                "2040-01-01T00:00:00Z",
                "2525-05-05T05:05:05Z");
        for (String time : times) {
            facts.writer().write(List.of(TestFacts.record("eu-1", 50, "any time", Instant.parse(time))));
        }

        assertThat(about("any time"))
                .extracting(record -> record.made().toString())
                .containsExactlyElementsOf(times.reversed());
    }

    @Test
    void writersWhoMeetInANewMonthDoNotHinderEachOther() {
        var numbers = List.of(0, 1, 2, 3);
        for (int month = 1; month <= 12; month++) {
            Instant made = Instant.parse("2035-%02d-15T00:00:00Z".formatted(month));
            Parallel.forEach(
                    numbers.size(),
                    numbers,
                    number -> facts.writer().write(List.of(TestFacts.record("eu-1", 80 + number, "crowded", made))));
        }

        assertThat(about("crowded")).hasSize(48);
    }

    @Test
    void textThatPostgresCannotHoldIsMended() {
        var record = TestFacts.record("eu-1", 60, "nul\0 and half \ud83d a character");

        facts.writer().write(List.of(record));
        facts.writer().write(List.of(record));

        assertThat(about("half character")).singleElement().satisfies(found -> {
            assertThat(found.prompt()).contains("nul\ufffd and half \ufffd a character");
            assertThat(found.promptDigest()).isEqualTo(record.promptDigest());
        });
    }

    @Test
    void aRecordOfAnotherRegionIsRefusedAndNothingOfItsBatchStays() {
        var own = TestFacts.record("eu-1", 70, "innocent neighbour");
        var foreign = TestFacts.record("us-1", 71, "foreign");

        assertThatThrownBy(() -> facts.writer().write(List.of(own, foreign))).isInstanceOf(Refused.class);

        assertThat(about("innocent")).isEmpty();
    }

    private static List<GenerationRecord> about(String text) {
        return facts.records().search(RecordQuery.newest(100).about(text));
    }
}
