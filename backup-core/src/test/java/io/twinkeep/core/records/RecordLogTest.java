package io.twinkeep.core.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.facts.RandomEntries;
import io.twinkeep.core.facts.StoredFact;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecordLogTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Instant now = Instant.parse("2026-11-28T23:59:00Z");
    private final MemoryObjectStore store = new MemoryObjectStore(() -> now);
    private final Repository repository = repository(store);
    private final RecordLog log = new RecordLog(repository, RANDOM);

    private static Repository repository(ObjectStore store) {
        var config = new RepositoryConfig(RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        return Repository.create(store, config, KeyFile.generate(config.id(), RANDOM), "test", RANDOM);
    }

    private RecordLog on(ObjectStore other) {
        return new RecordLog(new Repository(other, repository.config(), repository.keys()), RANDOM);
    }

    private List<CatalogEntry> all() {
        var entries = new ArrayList<CatalogEntry>();
        log.segments(Days.ALL).forEach(key -> entries.addAll(log.read(key).entries()));
        return entries;
    }

    private static AuditEvent event(int number, String subject) {
        return new AuditEvent(new Token(1, number), "eu-1", Instant.EPOCH, "ops", "test", subject, new TreeMap<>());
    }

    @Test
    void entriesComeBackInTheOrderInWhichTheyWereAppended() {
        var expected = new ArrayList<CatalogEntry>();
        for (int seed = 0; seed < 30; seed++) {
            List<CatalogEntry> entries = new RandomEntries(seed).oneOfEach();
            log.append(entries);
            expected.addAll(entries);
            now = seed == 12 ? now.plusSeconds(120) : now;
        }

        assertThat(all()).isEqualTo(expected);
        assertThat(log.segments(Days.only(LocalDate.of(2026, 11, 28)))).hasSize(13);
        assertThat(log.segments(Days.only(LocalDate.of(2026, 11, 29)))).hasSize(17);
        assertThat(log.append(List.of())).isEmpty();
    }

    @Test
    void whatIsTooMuchForOneSegmentGoesIntoSeveral() {
        List<AuditEvent> events = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            events.add(event(number, "x".repeat(1 << 20)));
        }

        assertThat(log.append(events)).hasSize(3);

        assertThat(all()).isEqualTo(events);
    }

    @Test
    void ofTwoWritersNoneOverwritesTheOther() {
        var paused = new FaultyObjectStore(store);
        var pause = paused.pauseAt(Verb.PUT_IF_ABSENT, 1);
        var slow = CompletableFuture.supplyAsync(() -> on(paused).append(List.of(event(1, "slow"))));
        pause.awaitReached();
        log.append(List.of(event(2, "fast")));

        pause.resume();

        assertThat(slow.join()).extracting(SegmentKey::number).containsExactly(1);
        assertThat(all()).containsExactly(event(2, "fast"), event(1, "slow"));
    }

    @Test
    void aLostAnswerIsLookedIntoBeforeAnythingIsSaid() {
        on(new FaultyObjectStore(store).loseAnswerOfNext(Verb.PUT_IF_ABSENT)).append(List.of(event(1, "a")));
        on(new FaultyObjectStore(store).failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("cut")))
                .append(List.of(event(2, "b")));

        assertThat(all()).containsExactly(event(1, "a"), event(2, "b"));
    }

    @Test
    void whicheverCallFailsWhatWasThereStaysAndTheNextAppendCompletes() {
        log.append(List.of(event(0, "first")));
        boolean faulted = true;
        for (int call = 1; faulted; call++) {
            List<CatalogEntry> before = all();
            var faulty = new FaultyObjectStore(store).failCall(call, new Unavailable("503"));

            Throwable failure = catchThrowable(() -> on(faulty).append(List.of(event(1, "try"))));

            faulted = faulty.calls() >= call;
            assertThat(failure == null || failure instanceof BackupException).isTrue();
            log.append(List.of(event(2, "next")));
            assertThat(all()).startsWith(before.toArray(CatalogEntry[]::new)).endsWith(event(2, "next"));
        }
    }

    @Test
    void aMissingSegmentBetweenOthersIsNamed() {
        List<SegmentKey> keys = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            keys.addAll(log.append(List.of(event(number, "e"))));
        }
        store.delete(keys.get(1).object());

        assertThat(log.segments(Days.ALL)).isEqualTo(keys);
        assertThatThrownBy(() -> log.read(keys.get(1))).isInstanceOf(Missing.class);
    }

    @Test
    void aSegmentThatLiesElsewhereOrIsChangedIsNotBelieved() {
        SegmentKey first = log.append(List.of(event(1, "a"))).getFirst();
        SegmentKey second = log.append(List.of(event(2, "b"))).getFirst();
        byte[] object = store.get(first.object(), 1 << 20);
        store.put(second.object(), ObjectBody.of(object));
        assertThatThrownBy(() -> log.read(second)).isInstanceOf(Corrupt.class);

        for (int at = 0; at < object.length; at++) {
            byte[] flipped = object.clone();
            flipped[at] ^= 1;
            store.put(first.object(), ObjectBody.of(flipped));
            assertThatThrownBy(() -> log.read(first)).isInstanceOf(BackupException.class);
        }
    }

    @Test
    void whatANewerTwinkeepWroteIsRefused() {
        byte[] newer = SegmentCodec.encode(List.of(FactCodec.encode(event(1, "a"))));
        newer[0] = 2;
        assertThatThrownBy(() -> SegmentCodec.decode(newer, "it")).isInstanceOf(Refused.class);
        byte[] otherCoding = newer.clone();
        otherCoding[0] = 1;
        otherCoding[1] = 9;
        assertThatThrownBy(() -> SegmentCodec.decode(otherCoding, "it")).isInstanceOf(Refused.class);
    }

    @Test
    void senselessContentIsCorruptAndNeverMoreThanItSays() {
        List<StoredFact> facts = new ArrayList<>();
        new RandomEntries(3).oneOfEach().forEach(entry -> facts.add(FactCodec.encode(entry)));
        facts.add(FactCodec.encode(event(1, "well compressible ".repeat(100))));
        byte[] content = SegmentCodec.encode(facts);
        assertThat(SegmentCodec.decode(content, "it")).isEqualTo(facts);

        for (int length = 2; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> SegmentCodec.decode(cut, "it")).isInstanceOf(Corrupt.class);
        }
    }
}
