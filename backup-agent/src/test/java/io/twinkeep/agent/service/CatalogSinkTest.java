package io.twinkeep.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.agent.config.LogForm;
import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.SinkPosition;
import io.twinkeep.agent.spool.SpoolEntry;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Durability;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.FactWriter;
import io.twinkeep.core.catalog.LogPosition;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.Token;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSinkTest {
    @TempDir
    Path folder;

    private final Catalog catalog = new Catalog();

    private CatalogSink sink() {
        var nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        var log = new EventLog(nowhere, LogForm.JSON, InstantSource.system());
        return new CatalogSink(catalog, () -> event(0), new RefusedFacts(folder.resolve("refused.jsonl"), log));
    }

    /** A catalogue that takes all facts, or all but some, or none. */
    private static final class Catalog implements FactWriter {
        private final List<Fact> written = new ArrayList<>();
        private final Set<Fact> poison = new HashSet<>();
        private boolean wrongLogin;
        private long position;
        private long replayed;
        private int timeline = 1;
        private int asked;

        @Override
        public LogPosition write(List<? extends Fact> facts) {
            if (wrongLogin || facts.stream().anyMatch(poison::contains)) {
                throw new Refused("no");
            }
            written.addAll(facts);
            position += 100;
            return new LogPosition(7, timeline, position);
        }

        @Override
        public Durability durability(LogPosition at) {
            asked++;
            if (at.timeline() != timeline) {
                return Durability.SEND_AGAIN;
            }
            return at.offset() <= replayed ? Durability.EVERYWHERE : Durability.PENDING;
        }
    }

    private static AuditEvent event(int number) {
        return new AuditEvent(
                new Token(1, number), "eu-1", Instant.EPOCH, "a", "b", String.valueOf(number), new TreeMap<>());
    }

    private static List<SpoolEntry> batch(int... numbers) {
        var batch = new ArrayList<SpoolEntry>();
        for (int number : numbers) {
            batch.add(new SpoolEntry(number, CatalogFacts.encode(event(number))));
        }
        return batch;
    }

    @Test
    void whatIsReplayedIsTheLastOfManyAndCostsFewQuestions() {
        CatalogSink sink = sink();
        var commits = new ArrayList<SinkPosition>();
        for (int i = 1; i <= 1000; i++) {
            commits.add(sink.store(batch(i)));
        }
        catalog.replayed = 40_000;

        assertThat(sink.replayed()).isEqualTo(commits.get(399));
        assertThat(catalog.asked).isLessThan(15);
        catalog.replayed = 100_000;
        assertThat(sink.replayed()).isEqualTo(commits.getLast());
    }

    @Test
    void nothingIsReplayedBeforeItIsAndAPromotionIsAnotherTimeline() {
        CatalogSink sink = sink();
        SinkPosition commit = sink.store(batch(1));

        assertThat(sink.replayed().timeline()).isEqualTo(commit.timeline());
        assertThat(sink.replayed().position()).isLessThan(commit.position());
        catalog.timeline = 2;
        assertThat(sink.replayed().timeline()).isNotEqualTo(commit.timeline());
        assertThat(sink.store(batch(1)).timeline()).isNotEqualTo(commit.timeline());
    }

    @Test
    void aFactThatIsRefusedForGoodIsPutAsideAndTheOthersAreStored() {
        CatalogSink sink = sink();
        catalog.poison.add(event(2));

        sink.store(batch(1, 2, 3));

        assertThat(catalog.written).contains(event(1), event(3)).doesNotContain(event(2));
        assertThat(folder.resolve("refused.jsonl"))
                .content()
                .contains("\"sequence\":2")
                .contains("\"why\":\"no\"");
    }

    @Test
    void aLoginThatMayWriteNothingPutsNothingAside() {
        CatalogSink sink = sink();
        catalog.wrongLogin = true;

        assertThatThrownBy(() -> sink.store(batch(1, 2))).isInstanceOf(Refused.class);

        assertThat(folder).isEmptyDirectory();
    }
}
