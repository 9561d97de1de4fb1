package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.Durability;
import io.twinkeep.core.catalog.FactWriter;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.LogPosition;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.TestFacts;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.DatabaseTimeouts;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair of embedded servers: what is released when, what a frozen primary costs, and where writing goes on. */
class FailoverTest {
    private static final String DATABASE = "facts";

    /** So that the everyday test is quick; the slow one takes the defaults. */
    private static final DatabaseTimeouts SHORT = new DatabaseTimeouts(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    @TempDir
    Path folder;

    private EmbeddedServer primary;
    private EmbeddedServer standby;

    @BeforeEach
    void startPair() {
        ClassLoader libraries = FailoverTest.class.getClassLoader();
        primary = EmbeddedServer.primary(libraries, folder.resolve("a"), "server-a");
        primary.createFacts(DATABASE);
        TestDatabases.addUsers(primary, DATABASE);
        standby = primary.standby(folder.resolve("b"), "server-b");
    }

    @AfterEach
    void stopPair() {
        primary.thaw();
        primary.close();
        standby.close();
    }

    @Test
    void factsAreSafeOnceTheStandbyHasThemAndAreSentAgainAfterItsPromotion() {
        try (PostgresFacts facts = facts("eu_agent", SHORT);
                PostgresFacts server = facts("the_server", SHORT)) {
            FactWriter writer = facts.writer();
            LogPosition alone = writer.write(List.of(TestFacts.record("eu-1", 1, "first")));
            assertThat(writer.durability(alone)).isEqualTo(Durability.EVERYWHERE);
            server.fleet().declareServers(List.of("server-a", "server-b"));
            await(() -> writer.durability(alone) == Durability.EVERYWHERE);

            standby.freeze();
            LogPosition unsafe = writer.write(List.of(TestFacts.record("eu-1", 2, "second")));
            assertThat(writer.durability(unsafe)).isEqualTo(Durability.PENDING);
            standby.thaw();
            await(() -> writer.durability(unsafe) == Durability.EVERYWHERE);

            primary.freeze();
            standby.promote();
            long before = System.nanoTime();
            LogPosition after = untilWritten(writer, TestFacts.record("eu-1", 3, "third"));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
            assertThat(after.timeline()).isEqualTo(unsafe.timeline() + 1);
            assertThat(writer.durability(unsafe)).isEqualTo(Durability.SEND_AGAIN);
            assertThat(writer.durability(after)).isEqualTo(Durability.PENDING);
            server.fleet().declareServers(List.of());
            assertThat(writer.durability(after)).isEqualTo(Durability.EVERYWHERE);
            assertThat(facts.records().search(RecordQuery.newest(10))).hasSize(3);
        }
    }

    @Test
    @Tag("slow")
    void aFrozenPrimaryCostsSecondsAndTheStandbyIsReadMeanwhile() {
        try (PostgresFacts facts = facts("eu_agent", DatabaseTimeouts.DEFAULT);
                PostgresFacts local = PostgresFacts.open(config("eu_agent", standby, primary), Purpose.READ_NEAREST)) {
            facts.writer().write(List.of(TestFacts.record("eu-1", 1, "first")));
            await(() -> local.records().search(RecordQuery.newest(1)).size() == 1);

            primary.freeze();
            for (int attempt = 0; attempt < 2; attempt++) {
                long before = System.nanoTime();
                assertThatThrownBy(() -> facts.writer().write(List.of(TestFacts.record("eu-1", 2, "second"))))
                        .isInstanceOf(Unavailable.class);
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
            }
            assertThat(local.fleet().standing("eu-1").role()).isEqualTo(RegionRole.PRIMARY);

            primary.thaw();
            untilWritten(facts.writer(), TestFacts.record("eu-1", 2, "second"));
        }
    }

    private PostgresFacts facts(String login, DatabaseTimeouts timeouts) {
        return PostgresFacts.open(config(login, primary, standby).withTimeouts(timeouts), Purpose.READ_STANDBY);
    }

    private static DatabaseConfig config(String login, EmbeddedServer first, EmbeddedServer second) {
        return DatabaseConfig.of(first.host() + "," + second.host(), DATABASE, login, () -> "");
    }

    /** As a spool does. */
    private static LogPosition untilWritten(FactWriter writer, GenerationRecord record) {
        for (int attempt = 0; ; attempt++) {
            try {
                return writer.write(List.of(record));
            } catch (Unavailable | OutcomeUnknown e) {
                assertThat(attempt).isLessThan(5);
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000); // replication tells nobody
        }
    }
}
