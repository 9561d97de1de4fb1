package io.twinkeep.agent.spool;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.StoredFact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A durable journal of facts in a directory. An appended fact is synced to the disk before {@link #append} returns; callers
 * that append at the same time share one sync. Facts are read in order by a {@link SpoolReader} and stay until they are
 * {@link #release released}. Where an archive is kept, their segments also stay until they are {@link #archived archived}:
 * the archive goes its own pace, and what is released for the sink is not told to it again.
 *
 * <p>When segments reach {@link SpoolSettings#maxBytes} the spool refuses more: it never drops what it acknowledged. The agent then
 * takes no new outputs and evicts none that are not recorded, so they wait in the cache until the sink is back.
 *
 * <p>Safe for use by many threads. {@code lock} guards all fields that are not final; it is never held while the disk works.
 */
public final class Spool implements AutoCloseable {
    private static final long NO_ARCHIVE = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Path directory;
    private final SpoolSettings settings;
    private final SpoolLock held;
    private final SequenceMark mark;
    private final SequenceMark archiveMark;
    private final Journal journal;
    private final Consumer<Damage> damages;
    private final Set<Damage> told = new HashSet<>();
    private final ReentrantLock releasing = new ReentrantLock(); // one release at a time; taken before 'lock'
    private Batch open = new Batch();
    private boolean writing;
    private boolean closed;
    private long last;
    private long released;
    private long archived = NO_ARCHIVE;
    private long lost;

    private Spool(
            Path directory,
            SpoolSettings settings,
            Disk disk,
            LongSupplier salts,
            Consumer<Damage> damages,
            SpoolLock held) {
        this.directory = directory;
        this.settings = settings;
        this.held = held;
        this.damages = damages;
        mark = new SequenceMark(directory, "released", disk);
        archiveMark = new SequenceMark(directory, "archived", disk);
        released = mark.read();
        archived = archiveMark.exists() ? archiveMark.read() : NO_ARCHIVE;
        SpoolOpening found = SpoolOpening.of(directory, released);
        last = found.last();
        journal = new Journal(directory, settings.segmentBytes(), disk, salts, found.segments(), found.end());
        journal.drop(Math.min(released, archived));
        found.torn().ifPresent(damages);
    }

    /**
     * Opens the spool in a directory, which is made if absent, for its owner only: facts may hold prompts.
     *
     * @param damages is told of each damage once per opening; must not call the spool
     * @throws Conflict if another process has it open
     * @throws Refused if a newer Twinkeep wrote it
     */
    public static Spool open(Path directory, SpoolSettings settings, Consumer<Damage> damages) {
        return open(directory, settings, new RealDisk(), new SecureRandom()::nextLong, damages);
    }

    static Spool open(Path directory, SpoolSettings settings, Disk disk, LongSupplier salts, Consumer<Damage> damages) {
        makeDirectory(directory);
        SpoolLock held = SpoolLock.take(directory);
        try {
            return new Spool(directory, settings, disk, salts, damages, held);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private static void makeDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
                Files.createDirectories(directory, owner);
            }
        } catch (IOException e) {
            throw SpoolFailures.writing(directory, e);
        }
    }

    /**
     * Appends a fact; returns its sequence once it outlives kill -9 and power cut.
     *
     * @throws Refused if the spool is full
     * @throws io.twinkeep.core.errors.Unavailable if the disk is full or fails; the fact is not stored then
     */
    public long append(StoredFact fact) {
        lock.lock();
        try {
            refuseIfClosed();
            refuseIfFull(fact);
            Batch mine = open;
            int index = mine.add(fact);
            while (!mine.isDone()) {
                if (writing) {
                    changed.awaitUninterruptibly();
                } else {
                    write();
                }
            }
            return mine.sequence(index);
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new Failed("spool " + directory + " was closed");
        }
    }

    private void refuseIfFull(StoredFact fact) {
        if (journal.bytes() + open.bytes() + Frame.bytes(fact) > settings.maxBytes()) {
            throw new Refused(
                    "spool " + directory + " is full: " + (last - released) + " facts wait to be stored and replayed",
                    "bring the database or its standby back; nothing acknowledged is lost, new outputs wait in the cache");
        }
    }

    /** Writes the open batch with the lock let go, so that others gather in the next one meanwhile. */
    private void write() {
        Batch batch = open;
        open = new Batch();
        writing = true;
        long first = last + 1;
        RuntimeException failure = null;
        lock.unlock();
        try {
            journal.write(first, batch.facts());
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            lock.lock();
            writing = false;
            finish(batch, first, failure);
        }
    }

    private void finish(Batch batch, long first, RuntimeException failure) {
        if (failure == null) {
            last = first + batch.facts().size() - 1;
            batch.stored(first);
        } else {
            batch.failed(failure);
        }
        changed.signalAll();
    }

    /**
     * Lets go of all facts up to this sequence, for good. Returns when that outlives a power cut; a lower sequence than
     * before changes nothing.
     */
    public void release(long sequence) {
        releasing.lock();
        try {
            if (sequence > last()) {
                throw new IllegalArgumentException("nothing was appended as number " + sequence);
            }
            if (sequence > released()) {
                mark.write(sequence);
                set(sequence, archived);
                journal.drop(Math.min(sequence, archived));
            }
        } finally {
            releasing.unlock();
        }
    }

    private void set(long nowReleased, long nowArchived) {
        lock.lock();
        try {
            released = nowReleased;
            archived = nowArchived;
        } finally {
            lock.unlock();
        }
    }

    /** Whether facts stay for an archive from now on, also after the next opening; at first all that are still there. */
    public void keepForArchive(boolean wanted) {
        releasing.lock();
        try {
            if (wanted && archived == NO_ARCHIVE) {
                archiveUpTo(beforeFirst());
            } else if (!wanted && archived != NO_ARCHIVE) {
                archiveMark.remove();
                set(released, NO_ARCHIVE);
                journal.drop(released);
            }
        } finally {
            releasing.unlock();
        }
    }

    /** Lets go of all facts up to this sequence for the archive's part, for good. */
    public void archived(long sequence) {
        releasing.lock();
        try {
            if (sequence > last()) {
                throw new IllegalArgumentException("nothing was appended as number " + sequence);
            }
            if (sequence > archived) {
                archiveUpTo(sequence);
            }
        } finally {
            releasing.unlock();
        }
    }

    private void archiveUpTo(long sequence) {
        archiveMark.write(sequence);
        set(released, sequence);
        journal.drop(Math.min(released, sequence));
    }

    /** The sequence before the first fact that is still there. */
    private long beforeFirst() {
        List<Segment> segments = segments();
        return segments.isEmpty() ? last() : segments.getFirst().first() - 1;
    }

    /** Reads from the first fact that is not released. */
    public SpoolReader reader() {
        return new SpoolReader(this, this::released);
    }

    /** Reads from the first fact behind this sequence that is not archived. */
    public SpoolReader archiveReader(long after) {
        return new SpoolReader(this, () -> Math.max(after, beforeFirst()));
    }

    /** Waits until there are facts behind this sequence; false if there are none after the time, or the spool was closed. */
    public boolean awaitAfter(long sequence, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (last <= sequence && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return last > sequence && !closed;
        } finally {
            lock.unlock();
        }
    }

    public SpoolStatus status() {
        lock.lock();
        try {
            return new SpoolStatus(last - released, journal.bytes(), settings.maxBytes(), last, released, lost);
        } finally {
            lock.unlock();
        }
    }

    long last() {
        return status().last();
    }

    long released() {
        return status().released();
    }

    List<Segment> segments() {
        return journal.segments();
    }

    /** Tells a damage that a reader met, once, however often it is read again. */
    void met(Damage damage) {
        boolean isNew;
        lock.lock();
        try {
            isNew = told.add(damage);
            lost += isNew ? damage.lost() : 0;
        } finally {
            lock.unlock();
        }
        if (isNew) {
            damages.accept(damage);
        }
    }

    /** Waits for writes under way. What is not released is there again at the next opening. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (writing || !open.facts().isEmpty()) {
                changed.awaitUninterruptibly();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            journal.close();
        } finally {
            held.close();
        }
    }
}
