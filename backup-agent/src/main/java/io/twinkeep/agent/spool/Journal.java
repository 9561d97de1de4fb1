package io.twinkeep.agent.spool;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.facts.StoredFact;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Writes facts into the last segment and begins new ones. One thread writes at a time; {@link #segments()} and
 * {@link #bytes()} may be asked by any, and {@link #drop} may run beside a write: segments, file and sizes change under
 * this object's monitor only, except that the writer lets {@code size} grow.
 */
final class Journal implements Closeable {
    private final Path directory;
    private final int segmentBytes;
    private final Disk disk;
    private final LongSupplier salts;
    private final List<Segment> segments;
    private Disk.File file; // the last segment's; null when the next write begins a new one
    private volatile long size;
    private volatile long sealedBytes;
    private boolean broken;

    /** @param segments in order; the last one goes on at {@code end}, unless {@code end} is 0 */
    Journal(Path directory, int segmentBytes, Disk disk, LongSupplier salts, List<Segment> segments, long end) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.disk = disk;
        this.salts = salts;
        this.segments = new ArrayList<>(segments);
        if (end > 0) {
            openLast(end);
        }
        recount();
    }

    private void openLast(long end) {
        try {
            file = disk.open(segments.getLast().file());
            file.truncate(end);
            // What a killed process wrote may be in memory only; it is told to the sink from now on, so it must stay.
            file.sync();
            size = end;
        } catch (IOException e) {
            throw SpoolFailures.writing(directory, e);
        }
    }

    synchronized List<Segment> segments() {
        return List.copyOf(segments);
    }

    long bytes() {
        return sealedBytes + size;
    }

    /** Stores facts under sequences from {@code first} on; when it returns they outlive a power cut. On failure none is stored. */
    void write(long first, List<StoredFact> facts) {
        if (broken) {
            throw new Failed(
                    "spool " + directory + " failed and could not be mended", "check its disk, then restart the agent");
        }
        try {
            if (file == null || size >= segmentBytes) {
                begin(first);
            }
            byte[] frames = frames(first, facts, segments.getLast().salt());
            file.write(size, frames);
            file.sync();
            size += frames.length;
        } catch (IOException e) {
            takeBack();
            throw SpoolFailures.writing(directory, e);
        }
    }

    private static byte[] frames(long first, List<StoredFact> facts, long salt) {
        var out = ByteBuffer.allocate(
                Math.toIntExact(facts.stream().mapToLong(Frame::bytes).sum()));
        for (int i = 0; i < facts.size(); i++) {
            Frame.write(out, salt, first + i, facts.get(i));
        }
        return out.array();
    }

    /** The header and the name are synced before the first fact, so a segment with a cut header never held any. */
    private void begin(long first) throws IOException {
        seal();
        Segment segment = Segment.in(directory, first, salts.getAsLong());
        Disk.File begun = disk.open(segment.file());
        try {
            begun.write(0, Segment.header());
            begun.sync();
            disk.syncFolder(directory);
        } catch (IOException e) {
            begun.close();
            Files.deleteIfExists(segment.file());
            throw e;
        }
        use(segment, begun);
    }

    private synchronized void use(Segment segment, Disk.File begun) {
        segments.add(segment);
        file = begun;
        size = Segment.HEADER;
        recount();
    }

    private synchronized void seal() throws IOException {
        if (file != null) {
            Disk.File sealed = file;
            file = null;
            size = 0;
            recount();
            sealed.close();
        }
    }

    /**
     * Cuts off what a failed write may have left. After a failed sync nobody knows which pages the disk has, and a second
     * sync would lie; but everything before was synced with success, and what is cut off was never acknowledged.
     */
    private void takeBack() {
        if (file == null) {
            return;
        }
        try {
            file.truncate(size);
            file.sync();
        } catch (IOException e) {
            broken = true;
        }
    }

    /** Removes segments of released facts; the last one stays. A crash in between leaves some for the next opening. */
    synchronized void drop(long released) {
        while (segments.size() > 1 && segments.get(1).first() <= released + 1) {
            try {
                Files.deleteIfExists(segments.getFirst().file());
            } catch (IOException e) {
                return; // It is tried again with the next release; until then it only takes room.
            }
            segments.removeFirst();
        }
        recount();
    }

    private synchronized void recount() {
        long sealed = 0;
        int last = file == null ? segments.size() : segments.size() - 1;
        for (Segment segment : segments.subList(0, last)) {
            sealed += segment.file().toFile().length();
        }
        sealedBytes = sealed;
    }

    @Override
    public void close() {
        try {
            seal();
        } catch (IOException e) {
            throw SpoolFailures.writing(directory, e);
        }
    }
}
