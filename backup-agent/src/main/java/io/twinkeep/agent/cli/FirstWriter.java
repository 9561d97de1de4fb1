package io.twinkeep.agent.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passes on what the first thread writes that writes anything, and drops the rest: so a signal that comes with the answer
 * does not add a second one. Takes no lock, since a reader who does not read must not keep a signal from ending the program.
 */
final class FirstWriter extends FilterOutputStream {
    private final AtomicReference<Thread> writer = new AtomicReference<>();

    FirstWriter(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Thread me = Thread.currentThread();
        if (writer.compareAndSet(null, me) || writer.get() == me) {
            out.write(bytes, offset, length);
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }
}
