package io.twinkeep.db.connection;

import java.util.regex.Pattern;

/** A database server's address. */
public record Host(String name, int port) {
    public Host {
        if (!name.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]") || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a database host: '" + name + ":" + port + "'");
        }
    }

    /** @throws IllegalArgumentException unless the text is {@code name} or {@code name:port} */
    public static Host parse(String text) {
        var parts = Pattern.compile("(.*?)(?::([0-9]{1,5}))?").matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a database host: '" + text + "'");
        }
        return new Host(parts.group(1), parts.group(2) == null ? 5432 : Integer.parseInt(parts.group(2)));
    }

    @Override
    public String toString() {
        return name + ":" + port;
    }
}
