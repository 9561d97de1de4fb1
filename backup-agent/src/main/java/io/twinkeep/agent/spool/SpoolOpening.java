package io.twinkeep.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a directory holds when it is opened: the segments in order, where the last one really ends, and the last sequence.
 */
final class SpoolOpening {
    private final List<Segment> segments;
    private final long last;
    private final long end;
    private final Optional<Damage> torn;

    private SpoolOpening(List<Segment> segments, long last, long end, Optional<Damage> torn) {
        this.segments = segments;
        this.last = last;
        this.end = end;
        this.torn = torn;
    }

    static SpoolOpening of(Path directory, long released) {
        List<Segment> segments = segments(directory);
        if (segments.isEmpty()) {
            return new SpoolOpening(segments, released, 0, Optional.empty());
        }
        return ofLast(segments, released);
    }

    private static SpoolOpening ofLast(List<Segment> segments, long released) {
        long last = segments.getLast().first() - 1;
        long end = Segment.HEADER;
        boolean thisVersion;
        try (var reader = new SegmentReader(segments.getLast())) {
            SpoolEntry entry = nextIntact(reader, last + 1);
            while (entry != null) {
                last = entry.sequence();
                end = reader.offset();
                entry = nextIntact(reader, last + 1);
            }
            thisVersion = reader.isOfThisVersion();
        }
        if (!thisVersion && end == Segment.HEADER) {
            return withoutLast(segments, released);
        }
        return ending(segments, last, end, released, thisVersion);
    }

    /** A segment that is not gone on with and holds nothing: the next one begins with its sequence, so it must not stay. */
    private static SpoolOpening withoutLast(List<Segment> segments, long released) {
        Path file = segments.getLast().file();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw SpoolFailures.writing(file.getParent(), e);
        }
        return of(file.getParent(), released);
    }

    /** What is passed over with an intact frame behind it is told as damage when it is read. */
    private static SpoolEntry nextIntact(SegmentReader reader, long least) {
        // A file of n bytes can't hold frames of higher sequences than this; it keeps chance marks from being checked.
        long most = least + reader.segment().file().toFile().length();
        SpoolEntry entry = reader.next(least, most);
        return entry != null ? entry : reader.search(least, most);
    }

    private static SpoolOpening ending(
            List<Segment> segments, long last, long end, long released, boolean thisVersion) {
        Segment segment = segments.getLast();
        long size = segment.file().toFile().length();
        Optional<Damage> torn =
                size > end ? Optional.of(new Damage(segment.file(), end, last + 1, 0)) : Optional.empty();
        // Sequences grow by one within a segment, so behind a gap a new one begins.
        boolean goesOn = thisVersion && last >= released;
        return new SpoolOpening(segments, Math.max(last, released), goesOn ? end : 0, torn);
    }

    private static List<Segment> segments(Path directory) {
        var segments = new ArrayList<Segment>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Optional<Segment> segment = Segment.of(file);
                if (segment.isPresent() && Files.size(file) <= Segment.HEADER) {
                    Files.delete(file); // Begun, but nothing was stored in it.
                } else {
                    segment.ifPresent(segments::add);
                }
            }
        } catch (IOException e) {
            throw SpoolFailures.reading(directory, e);
        }
        segments.sort(Comparator.comparingLong(Segment::first).thenComparing(Segment::file));
        return segments;
    }

    List<Segment> segments() {
        return segments;
    }

    /** The last sequence that is there or was released. */
    long last() {
        return last;
    }

    /** Where the last segment goes on; 0 if a new one must be begun. */
    long end() {
        return end;
    }

    Optional<Damage> torn() {
        return torn;
    }
}
