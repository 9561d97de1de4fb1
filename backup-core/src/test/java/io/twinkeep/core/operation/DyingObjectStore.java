package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Kills its own process, with SIGKILL, at a change of the store that is named by its number from 1. */
final class DyingObjectStore extends ForwardingObjectStore {
    private final AtomicInteger changes;
    private final Moment moment;

    /** Just before or just after that change; {@code log} gets the key at which it was. */
    record Moment(int change, boolean after, Path log) {}

    /** @param changes counts through all stores of the process */
    DyingObjectStore(ObjectStore store, AtomicInteger changes, Moment moment) {
        super(store);
        this.changes = changes;
        this.moment = moment;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        change("put", key, () -> super.put(key, body));
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        change("create", key, () -> super.putIfAbsent(key, body));
    }

    @Override
    public void delete(ObjectKey key) {
        change("delete", key, () -> super.delete(key));
    }

    private void change(String verb, ObjectKey key, Runnable call) {
        boolean last = changes.incrementAndGet() == moment.change();
        if (last && !moment.after()) {
            die(verb, key);
        }
        call.run();
        if (last) {
            die(verb, key);
        }
    }

    private void die(String verb, ObjectKey key) {
        try {
            Files.writeString(moment.log(), verb + " " + key);
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (true) {
            LockSupport.park();
        }
    }
}
