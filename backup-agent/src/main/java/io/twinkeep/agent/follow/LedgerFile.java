package io.twinkeep.agent.follow;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A ledger as a text file: a head with the format's version, a line for each entry, and the SHA-256 of all that. One that
 * is damaged or of another format counts as lost, since it can be made again from the snapshot.
 */
final class LedgerFile {
    private static final String HEAD = "twinkeep-ledger 1 ";
    private static final String NONE = "-";

    private LedgerFile() {}

    static void write(Path file, Ledger ledger) {
        var text = new StringBuilder(HEAD).append(ledger.version()).append('\n');
        ledger.lines().values().forEach(line -> append(text, line));
        try {
            Disk.write(file, text.toString() + digest(text.toString()) + "\n");
        } catch (IOException e) {
            throw Disk.failed("write " + file, e);
        }
    }

    private static void append(StringBuilder text, Ledger.Line line) {
        FileStat stat = line.stat();
        text.append(stat.kind()).append(' ');
        for (long number : new long[] {stat.size(), stat.mode(), stat.modified(), stat.changed(), stat.inode()}) {
            text.append(number).append(' ');
        }
        text.append(line.read().getEpochSecond()).append(' ');
        text.append(line.isFile() ? line.digest() : NONE).append(' ');
        text.append(HexFormat.of().formatHex(stat.path().bytes())).append(' ');
        text.append(stat.target().isEmpty() ? NONE : hex(stat.target())).append('\n');
    }

    private static String hex(String target) {
        return HexFormat.of().formatHex(target.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if there is none that is whole and of this version. */
    static Optional<Ledger> read(Path file, Sha256 version) {
        try {
            return Files.isRegularFile(file) ? parse(Files.readString(file), version) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Ledger> parse(String text, Sha256 version) {
        int end = text.lastIndexOf('\n', text.length() - 2) + 1;
        String body = text.substring(0, end);
        if (!body.startsWith(HEAD + version + "\n") || !text.substring(end).equals(digest(body) + "\n")) {
            return Optional.empty();
        }
        Map<FilePath, Ledger.Line> lines = new TreeMap<>();
        body.lines()
                .skip(1)
                .map(LedgerFile::line)
                .forEach(line -> lines.put(line.stat().path(), line));
        return Optional.of(new Ledger(version, new TreeMap<>(lines)));
    }

    private static Ledger.Line line(String text) {
        String[] part = text.split(" ");
        var path = FilePath.ofBytes(HexFormat.of().parseHex(part[8]));
        String target =
                part[9].equals(NONE) ? "" : new String(HexFormat.of().parseHex(part[9]), StandardCharsets.ISO_8859_1);
        var stat = new FileStat(
                path,
                FileStat.Kind.valueOf(part[0]),
                Long.parseLong(part[1]),
                Integer.parseInt(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]),
                Long.parseLong(part[5]),
                target);
        Sha256 digest = part[7].equals(NONE) ? null : Sha256.parse(part[7]);
        return new Ledger.Line(stat, digest, Instant.ofEpochSecond(Long.parseLong(part[6])));
    }
}
