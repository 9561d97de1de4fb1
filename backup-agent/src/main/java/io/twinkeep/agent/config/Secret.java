package io.twinkeep.agent.config;

import io.twinkeep.core.errors.BadUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A secret from a file or a variable, read anew each time, so that it can change while the program runs. Prints where it is from. */
public final class Secret implements Supplier<String> {
    private final String source;
    private final Supplier<String> read;

    private Secret(String source, Supplier<String> read) {
        this.source = source;
        this.read = read;
    }

    public static Secret ofFile(Path file) {
        return new Secret("file " + file, () -> read(file));
    }

    static Secret ofVariable(String name, String value) {
        return new Secret("variable " + name, () -> value);
    }

    /** Where there is none, as with servers that know their clients by other means. */
    public static Secret none() {
        return new Secret("none", () -> "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new BadUsage(
                    "the secret in " + file + " can't be read: " + e, "check the file and who may read it", e);
        }
    }

    /** @throws BadUsage if it can't be read */
    @Override
    public String get() {
        return read.get();
    }

    @Override
    public String toString() {
        return "*** from " + source;
    }
}
