package io.twinkeep.agent.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Stands before a server and lets it seem healthy, gone, slow or overloaded. A change of weather cuts all connections. Thread-safe. */
public final class ChaosProxy implements AutoCloseable {
    private static final int PIECE = 16 << 10;
    private static final long SLOW_NANOS_A_PIECE = 40_000_000; // 400 KB/s each way
    private static final byte[] OVERLOADED = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    /** What the server seems to be. */
    public enum Weather {
        FINE,
        GONE,
        SLOW,
        OVERLOADED
    }

    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Weather weather = Weather.FINE;

    /** @param server the port of a server on the loopback interface */
    public ChaosProxy(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    public void set(Weather other) {
        weather = other;
        open.forEach(ChaosProxy::cut);
    }

    private static void cut(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        Weather now = weather;
        open.add(client);
        try (client) {
            switch (now) {
                case GONE -> cut(client);
                case OVERLOADED -> refuse(client);
                case FINE, SLOW -> pass(client, now == Weather.SLOW);
            }
        } catch (IOException e) {
            // Either side went away.
        } finally {
            open.remove(client);
        }
    }

    /** What was not read yet would make the client see a reset instead of the answer. */
    private static void refuse(Socket client) throws IOException {
        client.setSoTimeout(50);
        client.getInputStream().read(new byte[PIECE]);
        client.getOutputStream().write(OVERLOADED);
        client.shutdownOutput();
        drain(client.getInputStream());
    }

    private static void drain(InputStream input) throws IOException {
        byte[] buffer = new byte[PIECE];
        while (input.read(buffer) > 0) {
            // Nobody wants it.
        }
    }

    private void pass(Socket client, boolean slow) throws IOException {
        try (var upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            open.add(upstream);
            Thread back = Thread.ofVirtual().start(() -> copy(upstream, client, slow));
            copy(client, upstream, slow);
            join(back);
            open.remove(upstream);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to, boolean slow) {
        try {
            byte[] buffer = new byte[PIECE];
            OutputStream out = to.getOutputStream();
            int length;
            while ((length = from.getInputStream().read(buffer)) > 0) {
                if (slow) {
                    LockSupport.parkNanos(SLOW_NANOS_A_PIECE); // a slow link is nothing but waiting
                }
                out.write(buffer, 0, length);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            cut(from);
            cut(to);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(ChaosProxy::cut);
    }
}
