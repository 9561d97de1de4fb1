package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.DatabaseSettings;
import io.twinkeep.agent.session.Finding;
import io.twinkeep.agent.session.Means;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Durability;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.LogPosition;
import io.twinkeep.core.catalog.Standing;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.Token;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.facts.PostgresFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Whether the database can be read and written, with which role, and whether facts ever become safe there. */
final class DatabaseCheck {
    private static final String NAME = "database";

    private final AgentSettings settings;
    private final Means means;

    DatabaseCheck(AgentSettings settings, Means means) {
        this.settings = settings;
        this.means = means;
    }

    List<Finding> run(DatabaseSettings database) {
        var findings = new ArrayList<Finding>();
        try (Facts facts = PostgresFacts.open(database.config(), Purpose.READ_NEAREST)) {
            findings.add(standing(facts));
            findings.add(writing(facts));
        } catch (BackupException e) {
            findings.add(Finding.problem(NAME, e));
        }
        return findings;
    }

    private Finding standing(Facts facts) {
        try {
            Standing standing = facts.fleet().standing(settings.region());
            return Finding.ok(
                    NAME, "region " + settings.region() + " is " + standing.role() + ", epoch " + standing.epoch());
        } catch (Missing e) {
            return Finding.problem(
                    NAME,
                    "the database knows no region " + settings.region(),
                    "add it, and enrol this agent's login: select twinkeep.enrol_agent('LOGIN', '" + settings.region()
                            + "')",
                    e.exitCode());
        }
    }

    /** By an audit event, which says what happened: that somebody checked. */
    private Finding writing(Facts facts) {
        var event = new AuditEvent(
                Token.random(means.random()),
                settings.region(),
                means.clock().instant(),
                settings.agent(),
                "agent.check",
                settings.agent(),
                new TreeMap<>());
        LogPosition position = facts.writer().write(List.of(event));
        return facts.writer().durability(position) == Durability.UNDECLARED
                ? Finding.warning(
                        "database, to write",
                        "facts can be written, but nobody declared which servers there are, so none leaves the spool",
                        "select twinkeep.declare_servers(array['NAME', …]), or '{}' without a standby")
                : Finding.ok("database, to write", "facts of region " + settings.region() + " can be written");
    }
}
