package io.twinkeep.agent.config;

import io.twinkeep.db.connection.DatabaseConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code database}. */
final class DatabaseReader {
    private final Section root;
    private final SecretReader secrets;

    DatabaseReader(Section root, Map<String, String> environment) {
        this.root = root;
        this.secrets = new SecretReader(environment);
    }

    /** Empty where there is none: then facts wait in the spool of nobody, and roles come from the file alone. */
    Optional<DatabaseSettings> read() {
        return root.section("database").flatMap(this::of);
    }

    private Optional<DatabaseSettings> of(Section section) {
        List<String> hosts = section.texts("hosts");
        if (hosts.isEmpty()) {
            section.problem(
                    "hosts",
                    "is missing; write 'hosts: [db.eu-1.example.com, db.us-1.example.com]', the own region's first");
        }
        String name = section.text("name").orElse("twinkeep");
        String login = section.required("login", "eu1_agent", "none", text -> text);
        Secret password = secrets.read(section, "password").orElseGet(Secret::none);
        var tls = new HashMap<String, String>();
        section.section("tls")
                .ifPresent(given -> given.free().forEach((key, values) -> {
                    tls.put(key, values.isEmpty() ? "" : values.getFirst());
                }));
        section.end();
        return hosts.isEmpty()
                ? Optional.empty()
                : section.made(
                        "hosts",
                        () -> new DatabaseSettings(
                                DatabaseConfig.of(String.join(",", hosts), name, login, password)
                                        .withTls(tls),
                                password));
    }
}
