package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RepositoryId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * 256 secret bits for one repository and its mirrors, in a text file of mode 0600: the line
 * {@code twinkeep-key-1 REPOSITORY BASE64 CRC32C}, after comment lines. The checksum tells a mistyped or cut file from a
 * wrong one; the repository's id keeps another repository's wraps from being opened with it.
 */
public final class KeyFile implements KeySource {
    private static final String MAGIC = "twinkeep-key-1";
    // Whatever else somebody names by mistake, a model for example, is not read into memory.
    private static final int MAX_FILE = 64 << 10;

    private final RepositoryId repository;
    private final byte[] secret;

    private KeyFile(RepositoryId repository, byte[] secret) {
        this.repository = repository;
        this.secret = secret;
    }

    /**
     * Writes a new key file, synced to disk with its name. A failed write leaves no file.
     *
     * @param random must be cryptographically strong
     * @throws Refused if the file exists: it may open other backups
     */
    public static KeyFile create(Path file, RepositoryId repository, RandomGenerator random) {
        var key = generate(repository, random);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, mode)) {
            writeOrDelete(channel, key.text().getBytes(StandardCharsets.US_ASCII), file);
            syncFolder(file);
        } catch (FileAlreadyExistsException e) {
            throw new Refused(
                    "the key file " + file + " exists already, and may be the only key to other backups",
                    "name another file, or use it with 'twinkeep key add'",
                    e);
        } catch (IOException e) {
            throw new Failed("the key file " + file + " can't be written", e.toString(), e);
        }
        return key;
    }

    // Half a key file would stop the next attempt, and pass for a key until it is needed.
    private static void writeOrDelete(FileChannel channel, byte[] text, Path file) throws IOException {
        try {
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void syncFolder(Path file) throws IOException {
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** A new key that is in no file yet. @param random must be cryptographically strong */
    public static KeyFile generate(RepositoryId repository, RandomGenerator random) {
        byte[] secret = new byte[DataKey.BYTES];
        random.nextBytes(secret);
        return new KeyFile(repository, secret);
    }

    /**
     * Reads a key file.
     *
     * @throws Missing if there is none
     * @throws BadUsage if it can't be read, or is no whole key file
     */
    public static KeyFile read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return parse(new String(in.readNBytes(MAX_FILE), StandardCharsets.ISO_8859_1), file);
        } catch (NoSuchFileException e) {
            throw new Missing("there is no key file " + file, "name it with --key-file; 'init' makes one", e);
        } catch (IOException e) {
            throw SecretFiles.unreadable("key file", file, e);
        }
    }

    private static KeyFile parse(String text, Path file) {
        String line = text.lines()
                .filter(l -> !l.startsWith("#") && !l.isBlank())
                .findFirst()
                .orElse("");
        String[] words = line.trim().split("\\s+");
        try {
            byte[] secret = words.length == 4 ? Base64.getDecoder().decode(words[2]) : new byte[0];
            if (words[0].equals(MAGIC) && secret.length == DataKey.BYTES) {
                var key = new KeyFile(RepositoryId.parse(words[1]), secret);
                if (key.checksum().equals(words[3])) {
                    return key;
                }
            }
        } catch (IllegalArgumentException e) {
            // Not Base64, or no id: the same message as for a wrong checksum.
        }
        throw new BadUsage(
                "the file " + file + " is not a whole Twinkeep key file",
                "its line must read '" + MAGIC + " REPOSITORY KEY CHECKSUM'; compare it with your copy");
    }

    private String text() {
        return "# Twinkeep key file. Whoever has it can read the backups; without it nobody can. Keep a copy elsewhere.\n"
                + line() + "\n";
    }

    /** The one line that matters, for a recovery sheet. */
    public String line() {
        return MAGIC + " " + repository + " " + Base64.getEncoder().encodeToString(secret) + " " + checksum();
    }

    private String checksum() {
        var crc = new CRC32C();
        crc.update(repository.toString().getBytes(StandardCharsets.US_ASCII));
        crc.update(secret);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** The repository whose wraps it opens. */
    public RepositoryId repository() {
        return repository;
    }

    byte[] secret() {
        return secret;
    }

    @Override
    public String toString() {
        return "key file";
    }
}
