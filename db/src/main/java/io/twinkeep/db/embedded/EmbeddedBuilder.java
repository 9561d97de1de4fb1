package io.twinkeep.db.embedded;

import java.nio.file.Path;
import java.time.Duration;

/** Zonky's builder, by reflection. */
final class EmbeddedBuilder {
    private final Class<?> type;
    private final Object builder;

    EmbeddedBuilder(ClassLoader libraries) throws ReflectiveOperationException {
        this.builder = libraries
                .loadClass("io.zonky.test.db.postgres.embedded.EmbeddedPostgres")
                .getMethod("builder")
                .invoke(null);
        this.type = builder.getClass();
    }

    /** @param port 0 for any free one */
    Object build(Path folder, String name, int port) throws ReflectiveOperationException {
        type.getMethod("setDataDirectory", Path.class).invoke(builder, folder);
        type.getMethod("setCleanDataDirectory", boolean.class).invoke(builder, false);
        // Whoever starts it ends it: a hook of the library's would run beside the caller's own.
        type.getMethod("setRegisterShutdownHook", boolean.class).invoke(builder, false);
        // Folders on slow or busy disks: the library's own 10 s are short for a first start.
        type.getMethod("setPGStartupWait", Duration.class).invoke(builder, Duration.ofSeconds(60));
        if (port != 0) {
            type.getMethod("setPort", int.class).invoke(builder, port);
        }
        set("setLocaleConfig", "locale", "C.UTF-8");
        set("setLocaleConfig", "encoding", "UTF8");
        set("setServerConfig", "cluster_name", name);
        set("setServerConfig", "synchronous_commit", "on"); // the library's 'off' loses what was committed last
        set("setServerConfig", "wal_keep_size", "512MB");
        set("setServerConfig", "wal_receiver_status_interval", "1s");
        set("setServerConfig", "wal_retrieve_retry_interval", "200ms");
        set("setServerConfig", "max_connections", "100"); // a standby needs as many as its primary
        return builder;
    }

    private void set(String method, String name, String value) throws ReflectiveOperationException {
        type.getMethod(method, String.class, String.class).invoke(builder, name, value);
    }
}
