package io.twinkeep.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Stands before a server and, once limited, lets so many bytes a second through in each direction, of all connections together. Thread-safe. */
final class Throttle implements AutoCloseable {
    private static final int SLICE = 16 << 10;
    private static final double NANOS = 1e9;

    private final ServerSocket door;
    private final URI server;
    private final Direction there = new Direction();
    private final Direction back = new Direction();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Throttle(ServerSocket door, URI server) {
        this.door = door;
        this.server = server;
    }

    /** Not limited yet. */
    static Throttle before(URI server) throws IOException {
        var throttle = new Throttle(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(throttle::accept);
        return throttle;
    }

    /** From now on. */
    void limit(long bytesASecond) {
        there.limit(bytesASecond);
        back.limit(bytesASecond);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Both ways, since it is limited. */
    long bytes() {
        return there.bytes() + back.bytes();
    }

    /** One direction of the link: bytes go one after the other, and what nobody used is gone. Guarded by its monitor. */
    private static final class Direction {
        private double nanosAByte;
        private long freeAt = System.nanoTime();
        private long bytes;

        synchronized void limit(long bytesASecond) {
            nanosAByte = NANOS / bytesASecond;
            bytes = 0;
        }

        void pass(int count) {
            long until;
            synchronized (this) {
                bytes += count;
                freeAt = Math.max(freeAt, System.nanoTime()) + (long) (count * nanosAByte);
                until = freeAt;
            }
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        synchronized long bytes() {
            return bytes;
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                var target = new Socket(server.getHost(), server.getPort());
                open.add(client);
                open.add(target);
                Thread.ofVirtual().start(() -> carry(client, target, there));
                Thread.ofVirtual().start(() -> carry(target, client, back));
            }
        } catch (IOException e) {
            close(); // it was closed, or the server is gone
        }
    }

    private void carry(Socket from, Socket to, Direction direction) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] slice = new byte[SLICE];
            for (int count = in.read(slice); count > 0; count = in.read(slice)) {
                direction.pass(count);
                out.write(slice, 0, count);
            }
        } catch (IOException e) {
            // One of the two hung up; with it ends the connection.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new BenchFailure("the link can't be closed: " + e, "");
        }
    }
}
