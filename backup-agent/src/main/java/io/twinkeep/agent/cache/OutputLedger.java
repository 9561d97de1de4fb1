package io.twinkeep.agent.cache;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which images of a cache were recorded and which of them are confirmed stored, across restarts. It is not synced:
 * what a power cut takes from it is recorded and stored again, under the same names. Thread-safe; all fields are guarded by
 * this object's monitor.
 */
public final class OutputLedger implements AutoCloseable {
    private static final int SPARE_LINES = 10_000;

    private final Path file;
    private final Map<String, LedgerEntry> entries = new LinkedHashMap<>();
    private BufferedWriter out;
    private long lines;

    private OutputLedger(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            // Damaged lines may hold any bytes, so nothing may fail to decode.
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                LedgerEntry.fields(text).ifPresent(this::load);
            }
        }
        rewrite();
    }

    /** Opens or begins the ledger in this file. One process at a time may have it open. */
    public static OutputLedger open(Path file) {
        try {
            return new OutputLedger(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private void load(Map<String, Object> fields) {
        if (fields.get("gone") instanceof String path) {
            entries.remove(path);
        } else {
            LedgerEntry entry = LedgerEntry.of(fields);
            entries.put(entry.path(), entry);
        }
    }

    /** Leaves out what was overwritten, and a torn last line, behind which nothing could be written. */
    private void rewrite() throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        if (out != null) {
            out.close();
        }
        try (BufferedWriter fresh = Files.newBufferedWriter(temporary)) {
            for (LedgerEntry entry : entries.values()) {
                fresh.write(entry.line());
                fresh.newLine();
            }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        out = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
        lines = entries.size();
    }

    synchronized void recorded(LedgerEntry entry) {
        LedgerEntry known = entries.get(entry.path());
        boolean same = known != null
                && known.digest().equals(entry.digest())
                && known.storedAs().isPresent();
        LedgerEntry now = same ? entry.stored(known.storedAs().orElseThrow()) : entry;
        entries.put(now.path(), now);
        append(now.line());
    }

    /**
     * The image at this path, with this digest, is stored in the repository under the key: confirmed by the store, not only sent.
     * Nothing happens if the path holds another image by now.
     */
    public synchronized void stored(String path, Sha256 digest, String key) {
        LedgerEntry known = entries.get(path);
        if (known != null && known.digest().equals(digest)) {
            entries.put(path, known.stored(key));
            append(known.stored(key).line());
        }
    }

    /** What is recorded of a path. */
    synchronized Optional<LedgerEntry> find(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    /** Important images that are not confirmed stored, in the order of their recording: what to store after a restart. */
    public synchronized List<UnstoredImage> unstored() {
        return entries.values().stream()
                .filter(entry -> entry.important() && entry.storedAs().isEmpty())
                .map(entry -> new UnstoredImage(entry.path(), entry.digest(), entry.recorded()))
                .toList();
    }

    synchronized void gone(String path) {
        if (entries.remove(path) != null) {
            append(LedgerEntry.goneLine(path));
        }
    }

    /** All paths recorded. */
    synchronized List<String> paths() {
        return List.copyOf(entries.keySet());
    }

    private void append(String line) {
        try {
            out.write(line);
            out.newLine();
            out.flush();
            lines++;
            if (lines > 2L * entries.size() + SPARE_LINES) {
                rewrite();
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static Failed failed(Path file, IOException cause) {
        return new Failed(
                "can't keep the list of outputs in " + file + ": " + cause.getMessage(),
                "check the disk, its mount and permissions",
                cause);
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }
}
