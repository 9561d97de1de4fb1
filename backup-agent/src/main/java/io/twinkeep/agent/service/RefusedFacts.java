package io.twinkeep.agent.service;

import io.twinkeep.agent.spool.SpoolEntry;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;

/** A file of the facts that the database will never take, one JSON object a line, for a person to look at. */
final class RefusedFacts {
    private final Path file;
    private final EventLog log;
    private long count;

    RefusedFacts(Path file, EventLog log) {
        this.file = file;
        this.log = log;
    }

    /** Returns when it is durable. @throws Unavailable if it can't be written: then it must come again */
    void put(SpoolEntry entry, BackupException why) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("sequence", entry.sequence());
        fields.put("kind", entry.fact().kind());
        fields.put("version", entry.fact().version());
        fields.put("why", why.getMessage());
        fields.put("bytes", Base64.getEncoder().encodeToString(entry.fact().bytes()));
        ByteBuffer line = ByteBuffer.wrap((Json.text(fields) + "\n").getBytes(StandardCharsets.UTF_8));
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new Unavailable("can't put a refused fact aside in " + file, "make room there", e);
        }
        count++;
        log.failed("fact refused by the database, put aside", why, "file", file, "sequence", entry.sequence());
    }

    long count() {
        return count;
    }
}
