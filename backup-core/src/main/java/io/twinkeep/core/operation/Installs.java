package io.twinkeep.core.operation;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.PartialFile;
import io.twinkeep.core.files.TargetTree;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Syncs and names complete files in the background, some at a time: a sync waits for the disk, not for the processor. */
final class Installs implements AutoCloseable {
    private static final int AT_A_TIME = 16;

    private final TargetTree target;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    Installs(TargetTree target) {
        this.target = target;
    }

    void add(PartialFile file, FileStat stat) {
        throwFailure();
        places.acquireUninterruptibly();
        executor.execute(() -> install(file, stat));
    }

    private void install(PartialFile file, FileStat stat) {
        try (file) {
            target.install(file, stat);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (Error e) {
            failure.compareAndSet(null, new IllegalStateException(stat.path() + " could not be installed", e));
            throw e;
        } finally {
            places.release();
        }
    }

    void await() {
        places.acquireUninterruptibly(AT_A_TIME);
        places.release(AT_A_TIME);
        throwFailure();
    }

    private void throwFailure() {
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void close() {
        executor.close();
    }
}
