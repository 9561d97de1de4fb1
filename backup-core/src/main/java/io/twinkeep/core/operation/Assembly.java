package io.twinkeep.core.operation;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.files.PartialFile;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.snapshot.ChunkRef;
import io.twinkeep.core.snapshot.FileEntry;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files from chunks: fetched and decoded in parallel some way ahead, written and digested in order by one thread,
 * installed in the background. First {@link #plan}, then {@link #writeAll}.
 */
final class Assembly implements AutoCloseable {
    private static final int SMALL = 64 << 10;
    private static final byte[] NOTHING = {};

    private final Engine engine;
    private final TargetTree target;
    private final PackReader packs;
    private final LocalChunks local;
    private final boolean dryRun;
    private final PackFetches fetches;
    private final List<Step> steps = new ArrayList<>();
    private final Installs installs;
    private final HeapGuard heap;
    private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();
    private final AtomicLong fetchedInstead = new AtomicLong(); // of chunks that were not what they should be here
    private long bytesWritten;
    private long bytesResumed;

    // The file being written: touched by the writing thread alone.
    private PartialFile partial;
    private MessageDigest digest;
    private long position;

    /**
     * @param bytesToWrite of all the files that will be planned
     * @param dryRun whether it is only planned: then nothing is touched, since another restore may write there now
     */
    Assembly(Engine engine, TargetTree target, PackReader packs, LocalChunks local, long bytesToWrite, boolean dryRun) {
        this.dryRun = dryRun;
        this.engine = engine;
        this.target = target;
        this.packs = packs;
        this.local = local;
        this.fetches = new PackFetches(packs, bytesToWrite);
        this.installs = new Installs(target);
        this.heap = new HeapGuard(engine.limits().memory().heap());
    }

    /**
     * One chunk of one file on its way: {@code ticket} is null if the chunk is here, {@code baseTicket} if it needs no
     * base or the base is here. A file without chunks to write has one step with a null chunk.
     */
    private record Step(
            FileEntry file,
            StoredChunk chunk,
            PackFetches.Ticket baseTicket,
            PackFetches.Ticket ticket,
            long start,
            boolean first,
            boolean last) {}

    /** A step and its bytes at the start of a buffer. */
    private record Ready(Step step, byte[] buffer, int length) {}

    /** Decides for every chunk where it comes from. */
    RestorePlan plan(RestorePlan sketch) {
        long reused =
                sketch.right().stream().mapToLong(entry -> entry.stat().size()).sum();
        for (FileEntry entry : sketch.toWrite()) {
            reused += planFile(entry);
        }
        return new RestorePlan(
                sketch.right(),
                sketch.toWrite(),
                sketch.others(),
                sketch.extraneous(),
                sketch.bytesToWrite(),
                fetches.plannedBytes(),
                reused);
    }

    private long planFile(FileEntry entry) {
        long resumed = resumable(entry);
        bytesResumed += resumed;
        long start = 0;
        long reused = resumed;
        var todo = new ArrayList<Step>();
        for (ChunkRef ref : entry.chunks()) {
            StoredChunk chunk = ref.chunk();
            if (start >= resumed) {
                Step step = step(entry, chunk, start);
                reused += step.ticket() == null ? chunk.rawLength() : 0;
                todo.add(step);
            }
            start += chunk.rawLength();
        }
        if (todo.isEmpty()) {
            todo.add(new Step(entry, null, null, null, resumed, false, false));
        }
        for (int i = 0; i < todo.size(); i++) {
            Step s = todo.get(i);
            steps.add(
                    new Step(s.file(), s.chunk(), s.baseTicket(), s.ticket(), s.start(), i == 0, i == todo.size() - 1));
        }
        return reused;
    }

    private Step step(FileEntry entry, StoredChunk chunk, long start) {
        if (local.holds(chunk.digest())) {
            return new Step(entry, chunk, null, null, start, false, false);
        }
        boolean fetchBase = chunk.base() != null && !local.holds(chunk.base().digest());
        var baseTicket = fetchBase ? fetches.plan(chunk.base()) : null;
        return new Step(entry, chunk, baseTicket, fetches.plan(chunk), start, false, false);
    }

    /** How much of the file an interrupted restore left, up to the last whole right chunk. */
    private long resumable(FileEntry entry) {
        if (!target.hasPartial(label(entry))) {
            return 0;
        }
        try (PartialFile left = target.partial(label(entry))) {
            long right = 0;
            for (ChunkRef ref : entry.chunks()) {
                byte[] bytes = new byte[ref.chunk().rawLength()];
                int length = left.read(right, bytes, 0, bytes.length);
                if (length < bytes.length
                        || !packs.digests().of(bytes).equals(ref.chunk().digest())) {
                    break;
                }
                right += bytes.length;
            }
            if (right < left.size() && !dryRun) {
                left.setSize(right);
            }
            return Math.min(right, left.size());
        }
    }

    /** Two files of one content grow apart: their names are part of the label. */
    private static String label(FileEntry entry) {
        MessageDigest label = Sha256.newDigest();
        label.update(entry.path().bytes());
        label.update(entry.digest().bytes());
        return Sha256.finish(label).toString();
    }

    void writeAll() {
        int ahead = engine.limits().threads() + engine.limits().transfers();
        Parallel.mapInOrder(ahead, steps, this::ready, this::write);
        installs.await();
    }

    private Ready ready(Step step) {
        heap.check();
        StoredChunk chunk = step.chunk();
        if (chunk == null) {
            return new Ready(step, NOTHING, 0);
        }
        byte[] buffer = buffer(chunk.rawLength());
        if (step.ticket() == null) {
            readLocal(chunk, buffer);
        } else if (chunk.base() == null) {
            fetches.take(step.ticket(), null, buffer);
        } else {
            byte[] base = buffer(chunk.base().rawLength());
            readBase(step, base);
            fetches.take(step.ticket(), base, buffer);
            giveBack(base);
        }
        return new Ready(step, buffer, chunk.rawLength());
    }

    // Two for each step under way at most, since each is put back after the bytes were written. A small one costs less
    // than clearing a large one does.
    private byte[] buffer(int length) {
        if (length >= 0 && length <= SMALL) {
            return new byte[length];
        }
        byte[] buffer = buffers.poll();
        return buffer == null ? new byte[ChunkCodec.MAX_CHUNK] : buffer;
    }

    private void giveBack(byte[] buffer) {
        if (buffer.length > SMALL) {
            buffers.add(buffer);
        }
    }

    private void readBase(Step step, byte[] out) {
        if (step.baseTicket() == null) {
            readLocal(step.chunk().base(), out);
        } else {
            fetches.take(step.baseTicket(), null, out);
        }
    }

    private void readLocal(StoredChunk chunk, byte[] out) {
        if (!local.read(chunk.digest(), out)) {
            LostPack.orCorrupt(() -> {
                packs.read(chunk, out);
                return out;
            });
            fetchedInstead.addAndGet(
                    chunk.length() + (chunk.base() == null ? 0 : chunk.base().length()));
        }
    }

    private void write(Ready ready) {
        Step step = ready.step();
        if (step.first()) {
            begin(step);
        }
        digest.update(ready.buffer(), 0, ready.length());
        if (ready.length() > 0) {
            partial.write(position, ready.buffer(), 0, ready.length());
        }
        giveBack(ready.buffer());
        position += ready.length();
        bytesWritten += ready.length();
        engine.progress().advance(ready.length());
        if (step.last()) {
            end(step.file());
        }
    }

    private void begin(Step step) {
        partial = target.partial(label(step.file()));
        digest = Sha256.newDigest();
        byte[] buffer = new byte[(int) Math.min(1 << 20, step.start())];
        for (position = 0; position < step.start(); ) {
            int length = partial.read(position, buffer, 0, (int) Math.min(buffer.length, step.start() - position));
            if (length <= 0) {
                break;
            }
            digest.update(buffer, 0, length);
            position += length;
        }
    }

    private void end(FileEntry file) {
        Sha256 actual = Sha256.finish(digest);
        PartialFile done = partial;
        partial = null;
        if (!actual.equals(file.digest())) {
            done.setSize(0);
            done.close();
            throw new Corrupt(
                    file.path() + " was put together with SHA-256 " + actual + ", the snapshot says " + file.digest()
                            + "; nothing was installed under its name",
                    "run 'twinkeep verify --read-data 100', with --repair-from a mirror if there is one");
        }
        installs.add(done, file.stat());
    }

    /** Bytes that an interrupted restore left: they need no room again. */
    long bytesResumed() {
        return bytesResumed;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    long bytesFetched() {
        return fetches.fetchedBytes() + fetchedInstead.get();
    }

    @Override
    public void close() {
        installs.close();
        if (partial != null) {
            partial.close();
        }
    }
}
