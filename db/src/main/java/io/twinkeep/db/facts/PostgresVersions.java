package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.catalog.VersionSummary;
import io.twinkeep.core.catalog.Versions;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Models, versions, snapshots. */
final class PostgresVersions implements Versions {
    private static final String VERSIONS =
            "select model, version, bytes, files, first_seen from version where model = ?";

    private final Database reading;

    PostgresVersions(Database reading) {
        this.reading = reading;
    }

    @Override
    public List<ModelName> models() {
        return reading.read(
                "read the models",
                connection -> Sql.list(
                        connection, "select model from model order by model collate \"C\"", row -> row.model("model")));
    }

    @Override
    public List<VersionSummary> versions(ModelName model) {
        return reading.read(
                "read the versions of " + model,
                connection -> Sql.list(
                        connection, VERSIONS + " order by first_seen desc, version", PostgresVersions::summary, model));
    }

    @Override
    public Optional<VersionSummary> version(ModelName model, Sha256 version) {
        return reading.read(
                "read version " + version,
                connection -> Sql.first(
                        connection, VERSIONS + " and version = ?", PostgresVersions::summary, model, version));
    }

    private static VersionSummary summary(Row row) throws SQLException {
        return new VersionSummary(
                row.model("model"),
                row.digest("version"),
                row.big("bytes"),
                row.whole("files"),
                row.time("first_seen"));
    }

    @Override
    public List<VersionFile> files(Sha256 version) {
        return reading.read(
                "read the files of version " + version,
                connection -> Sql.list(
                        connection,
                        "select path, bytes, sha256 from version_file where version = ? order by path",
                        row -> new VersionFile(row.path("path"), row.big("bytes"), row.digest("sha256")),
                        version));
    }

    @Override
    public List<SnapshotFact> snapshots(ModelName model) {
        return reading.read(
                "read the snapshots of " + model,
                connection -> Sql.list(connection, """
                select repository, model, set_epoch, set_number, slot, region, kind, version, run, bytes, stored_bytes,
                  committed_at, verified_at
                from snapshot where model = ? order by repository, set_epoch, set_number, slot, region""", PostgresVersions::snapshot, model));
    }

    private static SnapshotFact snapshot(Row row) throws SQLException {
        return new SnapshotFact(
                new RepositoryId(row.token("repository")),
                row.model("model"),
                new SetId(row.whole("set_epoch"), row.whole("set_number")),
                row.whole("slot"),
                row.text("region"),
                row.name("kind", SnapshotFact.Kind.class),
                row.digest("version"),
                new RunId(row.token("run")),
                row.big("bytes"),
                row.big("stored_bytes"),
                row.time("committed_at"),
                row.optionalTime("verified_at"));
    }

    @Override
    public List<RepositoryUse> repositories() {
        return reading.read(
                "read the repositories",
                connection -> Sql.list(
                        connection,
                        "select repository, region, address, seen_at from repository order by repository, region",
                        row -> new RepositoryUse(
                                new RepositoryId(row.token("repository")),
                                row.text("region"),
                                row.text("address"),
                                row.time("seen_at"))));
    }
}
