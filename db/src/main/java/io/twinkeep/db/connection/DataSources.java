package io.twinkeep.db.connection;

import javax.sql.DataSource;

/** Connections without a pool, for what is done once. */
public final class DataSources {
    private DataSources() {}

    /** Every connection is a new one. Safe for use by many threads. */
    public static DataSource unpooled(DatabaseConfig config, Purpose purpose) {
        return new HostsDataSource(config, purpose);
    }
}
