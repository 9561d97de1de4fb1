package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.RebuildCatalog;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.facts.PostgresFacts;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep rebuild-catalog}: refills an empty database from repositories alone. */
@Command(
        name = "rebuild-catalog",
        description = "Fill an empty database of facts from repositories alone; name mirrors too.",
        footer = {
            "",
            "The database needs its schema, roles and logins first (db/SCHEMA.md). Facts of the last hour may be in no repository;",
            "agents whose spools still hold them tell them again. Exit code 7 if the database is not empty."
        })
final class RebuildCatalogVerb extends Verb {
    @Option(
            names = {"-r", "--repository"},
            paramLabel = "REPO",
            description = "A repository or a mirror; may be repeated: what one has lost is read from another.")
    private List<String> repositories = List.of();

    @Option(names = "--profile", paramLabel = "NAME", description = "Profile of the S3 credentials file.")
    private String profile;

    @Option(names = "--region", paramLabel = "NAME", description = "S3 region (default: us-east-1).")
    private String s3Region;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "CA certificates in PEM to trust, for https.")
    private String caFile;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private DatabaseOptions databaseOptions;

    @Option(
            names = "--reported-by",
            paramLabel = "REGION",
            required = true,
            description = "The region that tells of snapshots of which no record tells.")
    private String region;

    @Option(
            names = "--continue",
            description = "Go on with a database that an interrupted run has begun to fill; what is there stays.")
    private boolean goOn;

    RebuildCatalogVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        DatabaseConfig database = databaseOptions.config();
        List<RepositoryAddress> from = repositories.isEmpty()
                ? List.of(config.requiredRepository())
                : repositories.stream().map(RepositoryAddress::parse).toList();
        try (PostgresFacts facts = PostgresFacts.open(database, Purpose.WRITE)) {
            refuseFilled(facts, database);
            return answer(from, database, rebuild(from, config, facts, progress));
        }
    }

    private void refuseFilled(PostgresFacts facts, DatabaseConfig database) {
        List<String> filled = facts.filledTables();
        if (!filled.isEmpty() && !goOn) {
            throw new Refused(
                    database + " is not empty: there is something in " + String.join(", ", filled),
                    "name an empty one; after an interrupted run of this verb, add --continue");
        }
    }

    private RebuildCatalog.Outcome rebuild(
            List<RepositoryAddress> from, AgentConfig config, PostgresFacts facts, ProgressBar progress) {
        var sessions = new ArrayList<Session>();
        try {
            from.forEach(address -> sessions.add(Session.open(means(progress), config.withRepository(address))));
            return new RebuildCatalog(sessions.stream().map(Session::engine).toList(), facts).run(region);
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private Answer answer(List<RepositoryAddress> from, DatabaseConfig database, RebuildCatalog.Outcome outcome) {
        var answer = new Answer()
                .field(
                        "repositories",
                        from.stream().map(RepositoryAddress::toString).toList())
                .field("database", database.toString())
                .field("segments", outcome.segments())
                .field("facts", outcome.facts())
                .field("snapshots_without_record", outcome.snapshotsWithoutRecord())
                .field("moves", outcome.moves())
                .field("grants", outcome.grants())
                .field("problems", outcome.problems())
                .field("seconds", Amounts.inSeconds(elapsed()));
        outcome.problems().forEach(problem -> answer.line("MISSING  " + problem));
        if (!outcome.problems().isEmpty()) {
            answer.failed(new Corrupt(
                    Amounts.count(outcome.problems().size(), "thing", "things") + " could not be told, the first: "
                            + outcome.problems().getFirst(),
                    "name a mirror with another -r and --continue: what is there stays"));
        }
        return answer.line("told " + Amounts.count(outcome.facts(), "fact", "facts") + " of "
                + Amounts.count(outcome.segments(), "segment", "segments") + ", "
                + Amounts.count(outcome.moves(), "move", "moves") + " of aliases and "
                + Amounts.count(outcome.grants(), "epoch", "epochs") + " to " + database + " in "
                + Amounts.seconds(elapsed()));
    }
}
