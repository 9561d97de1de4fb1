package io.twinkeep.agent.config;

import io.twinkeep.db.connection.DatabaseConfig;

/** Where the facts are. Prints no secret. */
public record DatabaseSettings(DatabaseConfig config, Secret password) {
    @Override
    public String toString() {
        return config + " as " + config.login() + ", password " + password;
    }
}
