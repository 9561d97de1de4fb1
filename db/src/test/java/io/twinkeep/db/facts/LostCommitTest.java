package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.TestFacts;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.Purpose;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The connection is cut at COMMIT: before the server hears it, and after it has done it. */
class LostCommitTest {
    private static String database;

    @BeforeAll
    static void prepare() {
        database = TestDatabases.fresh("lost_commit");
    }

    @Test
    void aCommitWhoseAnswerIsLostIsToldAsUnknownAndSentAgainWithoutHarm() throws IOException {
        for (var cut : CuttingProxy.Cut.values()) {
            var record = TestFacts.record("eu-1", cut.ordinal(), "lost " + cut);
            try (var proxy = new CuttingProxy(TestDatabases.server().host().port());
                    var facts = facts(proxy)) {
                proxy.cutNextCommit(cut);
                assertThatThrownBy(() -> facts.writer().write(List.of(record))).isInstanceOf(OutcomeUnknown.class);

                facts.writer().write(List.of(record));

                assertThat(facts.records().search(RecordQuery.newest(10).about("lost " + cut)))
                        .containsExactly(record);
            }
        }
    }

    @Test
    void aPromotionWhoseAnswerIsLostIsSentAgainWithoutHarm() throws IOException {
        for (var cut : CuttingProxy.Cut.values()) {
            var model = new ModelName("lost-" + cut.ordinal());
            var move = new AliasMove(
                    new PromotionId(new Token(9, cut.ordinal())),
                    model,
                    "production",
                    1,
                    TestFacts.digest("v"),
                    1,
                    TestFacts.NOON,
                    "op",
                    "");
            try (var proxy = new CuttingProxy(TestDatabases.server().host().port());
                    var facts = facts(proxy)) {
                proxy.cutNextCommit(cut);
                assertThatThrownBy(() -> facts.aliases().move(move)).isInstanceOf(OutcomeUnknown.class);

                facts.aliases().move(move);

                assertThat(facts.aliases().history(model, "production")).containsExactly(move);
            }
        }
    }

    @Test
    void aServerThatIsGoneIsUnavailable() throws IOException {
        try (var proxy = new CuttingProxy(1);
                var facts = facts(proxy)) {
            assertThatThrownBy(() -> facts.fleet().epoch()).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aWrongDatabaseOrLoginIsNotSomethingToWaitFor() {
        try (var facts = TestDatabases.facts("no_such_database", "eu_agent")) {
            assertThatThrownBy(() -> facts.fleet().epoch()).isInstanceOf(BadUsage.class);
        }
        try (var facts = TestDatabases.facts(database, "nobody_known")) {
            assertThatThrownBy(() -> facts.fleet().epoch()).isInstanceOf(Refused.class);
        }
        try (var facts = TestDatabases.facts("template1", "postgres")) {
            assertThatThrownBy(() -> facts.fleet().epoch()).isInstanceOf(BadUsage.class);
        }
    }

    private static PostgresFacts facts(CuttingProxy proxy) {
        var config = DatabaseConfig.of("127.0.0.1:" + proxy.port(), database, "eu_agent", () -> "");
        return PostgresFacts.open(config, Purpose.READ_NEAREST);
    }
}
