package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Deployments;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.SQLException;
import java.util.List;

/** Which versions are in which region. */
final class PostgresDeployments implements Deployments {
    private final Database reading;

    PostgresDeployments(Database reading) {
        this.reading = reading;
    }

    @Override
    public List<Deployment> deployments(ModelName model) {
        return reading.read(
                "read the deployments of " + model,
                connection -> Sql.list(connection, """
                select region, model, version, state, path, verified_at, epoch, changed_at, message from deployment
                where model = ? order by region, epoch desc, changed_at desc""", PostgresDeployments::deployment, model));
    }

    private static Deployment deployment(Row row) throws SQLException {
        return new Deployment(
                row.text("region"),
                row.model("model"),
                row.digest("version"),
                row.name("state", DeploymentState.class),
                row.text("path"),
                row.optionalTime("verified_at"),
                row.whole("epoch"),
                row.time("changed_at"),
                row.text("message"));
    }
}
