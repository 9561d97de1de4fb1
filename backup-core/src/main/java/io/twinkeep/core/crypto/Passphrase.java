package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A passphrase of at least 8 characters; trailing line ends are not part of it. */
public final class Passphrase implements KeySource {
    private static final int MAX_FILE = 64 << 10;

    private final byte[] bytes;

    public Passphrase(String text) {
        if (text.length() < 8) {
            throw new BadUsage("the passphrase is too short", "use at least 8 characters, better five words");
        }
        bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the passphrase from a file. */
    public static Passphrase read(Path file) {
        try {
            return new Passphrase(readLine(file));
        } catch (NoSuchFileException e) {
            throw new Missing("there is no passphrase file " + file, "name it with --passphrase-file", e);
        } catch (IOException e) {
            throw SecretFiles.unreadable("passphrase file", file, e);
        }
    }

    private static String readLine(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new BadUsage("the passphrase file " + file + " is too large for one", "name a text file");
        }
        return Files.readString(file).replaceFirst("[\\r\\n]+\\z", "");
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "passphrase";
    }
}
