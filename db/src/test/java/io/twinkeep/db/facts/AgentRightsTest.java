package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.connection.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an agent's login may do with SQL written by hand, table by table. */
class AgentRightsTest {
    private static final String OWN = "'eu-1'";
    private static final String FOREIGN = "'us-1'";
    private static final String DIGEST = "sha256('x')";
    private static final String UUID = "gen_random_uuid()";

    /** What an agent may insert, with its region as {@code %s}. */
    private static final Map<String, String> WRITABLE = new TreeMap<>(Map.of(
            "agent",
                    "(region, agent, host, program_version, readable_features, epoch_seen, started_at, heartbeat_at)"
                            + " values (%s, 'a', 'h', '1', '{}', 0, now(), now())",
            "repository", "values (" + UUID + ", %s, 'file:/x', now())",
            "snapshot",
                    "values (" + UUID + ", 'm', 1, 1, 0, %s, 'full', " + DIGEST + ", " + UUID + ", 1, 1, now(), null)",
            "deployment", "values (%s, 'm', " + DIGEST + ", 'active', '/x', null, 1, now(), '')",
            "job_run", "values (" + UUID + ", %s, 'a', 'backup', now(), now(), null, 'running', 0, 0, '')",
            "audit_event", "values (" + UUID + ", %s, now(), 'a', 'b', 'c', '{}')",
            "generation_record",
                    "(made, id, region, path, output, bytes, important) values ('2026-11-01', " + UUID + ", %s, 'p', "
                            + DIGEST + ", 1, false)"));

    private static final List<String> READ_ONLY = List.of(
            "region", "epoch", "installation", "model", "version", "version_file", "schedule", "flyway_schema_history");

    private static String database;
    private static Connection agent;

    @BeforeAll
    static void connect() throws SQLException {
        database = TestDatabases.fresh("rights");
        TestDatabases.server().execute(database, "select twinkeep.ensure_generation_month('2026-11-01')");
        for (var fact : WRITABLE.entrySet()) {
            // As the superuser: facts of the other region that the agent will try to change.
            TestDatabases.server()
                    .execute(
                            database,
                            "set search_path = twinkeep; insert into " + fact.getKey() + " "
                                    + fact.getValue().formatted(FOREIGN));
        }
        TestDatabases.server()
                .execute(
                        database,
                        "set search_path = twinkeep; insert into work_order (work_order, region, kind, parameters, epoch,"
                                + " placed_at, placed_by) select gen_random_uuid(), r, 'backup', '{}', 1, now(), 'test' from unnest(array['eu-1', 'us-1']) r");
        agent = TestDatabases.connect(database, "eu_agent");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        agent.close();
    }

    @Test
    void everyTableIsInOneOfTheseLists() throws SQLException {
        var tables = Sql.list(
                agent,
                "select relname from pg_class where relnamespace = 'twinkeep'::regnamespace"
                        + " and relkind in ('r', 'p') and not relispartition",
                row -> row.text("relname"));

        var known = new TreeSet<>(WRITABLE.keySet());
        known.addAll(READ_ONLY);
        known.addAll(List.of("agent_login", "alias_move", "work_order"));
        assertThat(tables).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void anAgentWritesFactsOfItsOwnRegionAndOfNoOther() throws SQLException {
        for (var fact : WRITABLE.entrySet()) {
            String insert = "insert into " + fact.getKey() + " ";
            assertThat(Sql.update(agent, insert + fact.getValue().formatted(OWN)))
                    .isOne();
            assertRefused(insert + fact.getValue().formatted(FOREIGN));
        }
    }

    @Test
    void anAgentNeitherChangesNorTakesNorRemovesFactsOfAnotherRegion() throws SQLException {
        for (String table : WRITABLE.keySet()) {
            assertRefused("delete from " + table);
            assertRefused("truncate " + table);
            if (!table.equals("audit_event")) {
                assertThat(Sql.update(agent, "update " + table + " set region = region where region = " + FOREIGN))
                        .isZero();
                assertThat(Sql.update(agent, "update " + table + " set region = " + OWN + " where region <> " + OWN))
                        .isZero();
            } else {
                assertRefused("update audit_event set actor = 'somebody else'");
            }
        }
    }

    @Test
    void anAgentOnlyReadsWhatPeopleAndTheServerDecide() throws SQLException {
        for (String table : READ_ONLY) {
            if (!table.startsWith("flyway")) {
                Sql.call(agent, "select * from " + table);
            }
            assertRefused("delete from " + table);
            assertRefused("insert into " + table + " select * from " + table);
        }
        for (String call : List.of(
                "grant_epoch(9, 'eu-1', now(), 'me', 'mine')",
                "readmit_region('eu-1', 1, now())",
                "declare_servers('{}')",
                "enrol_agent('eu_agent', 'us-1')")) {
            assertRefused("select " + call);
        }
        assertRefused("select * from agent_login");
        assertRefused("insert into agent_login values ('eu_agent', 'us-1')");
        assertRefused("insert into work_order select * from work_order");
        assertRefused("update work_order set parameters = '{}'");
        assertThat(Sql.update(agent, "update work_order set state = 'claimed', claimed_by = 'a'"))
                .isOne();
    }

    @Test
    void noSettingMakesAnAgentSomebodyElse() throws SQLException {
        for (String attempt : List.of(
                "set role twinkeep_owner",
                "set role us_agent",
                "set session authorization us_agent",
                "alter role eu_agent superuser",
                "grant twinkeep_server to eu_agent",
                "alter table deployment disable row level security",
                "create or replace function twinkeep.my_region() returns text language sql as $$ select 'us-1' $$",
                "create function my_region() returns text language sql as $$ select 'us-1' $$",
                "drop policy agent_adds on deployment")) {
            assertRefused(attempt);
        }
        Sql.call(agent, "set role twinkeep_agent");
        assertRefused("insert into repository " + WRITABLE.get("repository").formatted(FOREIGN));
        Sql.call(agent, "reset role");
        Sql.call(agent, "create temporary table agent_login as select 'eu_agent' as login, 'us-1' as region");
        Sql.call(agent, "set search_path = pg_temp, twinkeep");
        assertRefused(
                "insert into twinkeep.repository " + WRITABLE.get("repository").formatted(FOREIGN));
        Sql.call(agent, "set search_path = twinkeep, pg_temp");
    }

    @Test
    void partitionsAreReachedThroughTheirTableOnly() {
        assertRefused("insert into generation_record_2026_11 "
                + WRITABLE.get("generation_record").formatted(OWN));
        assertRefused("select * from generation_record_before_2022");
        assertRefused("alter table generation_record_2026_11 add column mine text");
    }

    @Test
    void aReaderWritesNothing() throws SQLException {
        try (Connection reader = TestDatabases.connect(database, "the_reader")) {
            for (var fact : WRITABLE.entrySet()) {
                Sql.call(reader, "select * from " + fact.getKey());
                assertThatThrownBy(() -> Sql.update(
                                reader,
                                "insert into " + fact.getKey() + " "
                                        + fact.getValue().formatted(OWN)))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static void assertRefused(String sql) {
        assertThatThrownBy(() -> Sql.call(agent, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
}
