package io.twinkeep.agent.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reads acknowledged facts in order. Damage is told to the spool and passed over. Not thread-safe; one thread may read
 * while others append and release.
 */
public final class SpoolReader implements AutoCloseable {
    private final Spool spool;
    private final LongSupplier start;
    private SegmentReader reader; // null: find the segment of 'next' first
    private long next;

    /** @param start the sequence before the first fact to be read, asked at each beginning */
    SpoolReader(Spool spool, LongSupplier start) {
        this.spool = spool;
        this.start = start;
        rewind();
    }

    /** Goes back to the first fact that is not released, or not archived. */
    public void rewind() {
        close();
        next = start.getAsLong() + 1;
    }

    /** The facts that follow, as many as are there, at most so many facts and about so many bytes; empty if there is none. */
    public List<SpoolEntry> next(int maxFacts, int maxBytes) {
        var entries = new ArrayList<SpoolEntry>();
        long bytes = 0;
        long last = spool.last();
        while (entries.size() < maxFacts && bytes < maxBytes) {
            SpoolEntry entry = next(last);
            if (entry == null) {
                break;
            }
            bytes += Frame.bytes(entry.fact());
            entries.add(entry);
        }
        return entries;
    }

    private SpoolEntry next(long last) {
        while (next <= last) {
            if (reader == null && !find()) {
                return null;
            }
            reader.trust(last);
            SpoolEntry entry = reader.next(next, next);
            if (entry == null) {
                entry = behindDamage(last);
            }
            if (entry != null) {
                next = entry.sequence() + 1;
                return entry;
            }
        }
        return null;
    }

    /** Opens the segment that holds {@code next}, or the first behind it, and passes over what lies before. */
    private boolean find() {
        List<Segment> segments = spool.segments();
        if (segments.isEmpty()) {
            return false;
        }
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index).first() > next) {
            index--;
        }
        reader = new SegmentReader(segments.get(index));
        passOver();
        if (reader.segment().first() > next) {
            lose(reader.segment(), 0, reader.segment().first());
        }
        return true;
    }

    private void passOver() {
        long sequence = reader.segment().first();
        while (sequence < next) {
            SpoolEntry entry = reader.next(sequence, next - 1);
            if (entry == null) {
                return; // Damaged here or behind: reading goes on from this place and tells it.
            }
            sequence = entry.sequence() + 1;
        }
    }

    /** The next intact fact of this segment; null with {@code reader} closed if the next segment is to be read instead. */
    private SpoolEntry behindDamage(long last) {
        long place = reader.offset();
        Segment segment = reader.segment();
        SpoolEntry entry = reader.atEnd() ? null : reader.search(next, last);
        if (entry != null) {
            lose(segment, place, entry.sequence());
            return entry;
        }
        long following = spool.segments().stream()
                .mapToLong(Segment::first)
                .filter(first -> first > segment.first())
                .min()
                .orElse(last + 1);
        lose(segment, place, Math.min(following, last + 1));
        close();
        return null;
    }

    private void lose(Segment segment, long place, long upTo) {
        if (upTo > next) {
            spool.met(new Damage(segment.file(), place, next, upTo - next));
            next = upTo;
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
