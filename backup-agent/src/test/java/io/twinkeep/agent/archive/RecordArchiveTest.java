package io.twinkeep.agent.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.agent.follow.FailingStore;
import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordArchiveTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private final FailingStore store = new FailingStore(new MemoryObjectStore());
    private final RepositoryConfig config =
            new RepositoryConfig(RepositoryId.random(RANDOM), NOON, RepositoryConfig.Writers.MANY, 0);
    private final KeyFile key = KeyFile.generate(config.id(), RANDOM);
    private final List<String> problems = new ArrayList<>();
    private Spool spool;
    private RecordLog log;

    @BeforeEach
    void open() {
        Repository.create(store, config, key, "test", RANDOM);
        log = new RecordLog(Repository.open(store, List.of(key)), RANDOM);
        openSpool();
        spool.keepForArchive(true);
    }

    private void openSpool() {
        spool = Spool.open(folder.resolve("spool"), new SpoolSettings(64 << 10, 4 << 10), damage -> {
            throw new AssertionError("damage: " + damage);
        });
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private RecordArchive.Outcome archive() {
        var archive = new RecordArchive(spool, folder.resolve("records.json"), RANDOM, problems::add);
        return archive.run(log, Optional.empty(), LocalDate.ofInstant(store.now(), ZoneOffset.UTC));
    }

    private static JobRun run(int number) {
        return new JobRun(
                RunId.random(RANDOM),
                "eu-1",
                "a",
                "verify",
                NOON,
                NOON.plusSeconds(number),
                Optional.empty(),
                JobRun.Outcome.RUNNING,
                number,
                number,
                "");
    }

    private List<Fact> tell(int count) {
        var facts = new ArrayList<Fact>();
        for (int i = 0; i < count; i++) {
            facts.add(run(i));
            spool.append(CatalogFacts.encode(facts.getLast()));
        }
        return facts;
    }

    private List<CatalogEntry> kept() {
        return log.segments(Days.ALL).stream()
                .flatMap(segment -> log.read(segment).entries().stream())
                .toList();
    }

    @Test
    void eachFactIsKeptOnceInItsOrder() {
        List<Fact> facts = new ArrayList<>(tell(10));
        assertThat(archive()).isEqualTo(new RecordArchive.Outcome(1, 10));
        assertThat(archive()).isEqualTo(new RecordArchive.Outcome(0, 0));
        facts.addAll(tell(5));
        archive();

        assertThat(kept()).isEqualTo(facts);
        assertThat(problems).isEmpty();
    }

    @Test
    void whatIsReleasedStaysUntilItIsKeptAndThenItsRoomComesBack() {
        List<Fact> facts = tell(100);
        spool.release(100);
        long before = spool.status().bytes();
        spool.close();
        openSpool();

        assertThat(spool.status().bytes()).isEqualTo(before);
        assertThat(spool.status().waiting()).isZero();
        archive();
        assertThat(kept()).isEqualTo(facts);
        assertThat(spool.status().bytes()).isLessThan(before / 2);
    }

    @Test
    void nothingWaitsForAnArchiveThatNobodyKeeps() {
        tell(100);
        long before = spool.status().bytes();
        spool.release(100);
        assertThat(spool.status().bytes()).isEqualTo(before);

        spool.keepForArchive(false);

        assertThat(spool.status().bytes()).isLessThan(before / 2);
    }

    @Test
    void ofHeartbeatsTheLastIsKept() {
        for (int i = 0; i < 5; i++) {
            spool.append(CatalogFacts.encode(
                    new AgentHeartbeat("eu-1", "a", "host", "1", new TreeSet<>(), 0, NOON, NOON.plusSeconds(i))));
        }

        archive();

        assertThat(kept())
                .containsExactly(
                        new AgentHeartbeat("eu-1", "a", "host", "1", new TreeSet<>(), 0, NOON, NOON.plusSeconds(4)));
    }

    /** Killed after each call that writes, and failed at each call, in turn: every fact is there exactly once. */
    @Test
    void neitherAKillNorAFailureTellsAnythingTwiceOrNever() {
        var facts = new ArrayList<Fact>();
        for (int call = 1; call <= 8; call++) {
            facts.addAll(tell(3));
            store.killAfterCall(call);
            try {
                archive();
            } catch (FailingStore.Killed e) {
                spool.close();
                openSpool();
            }
            store.mend();
            archive();
            facts.addAll(tell(2));
            store.failCall(call);
            try {
                archive();
            } catch (Unavailable e) {
                // The next run goes on.
            }
            store.mend();
            archive();
            assertThat(kept()).as("call " + call).isEqualTo(facts);
        }
    }

    @Test
    void aStoreThatIsGoneIsTold() {
        tell(1);
        store.cut();

        assertThatThrownBy(this::archive).isInstanceOf(Unavailable.class);
    }
}
