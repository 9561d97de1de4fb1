package io.twinkeep.agent.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before an S3 server: lets everything through, answers 503 to everything, or cuts every connection. */
final class FaultyLink implements AutoCloseable {
    private static final byte[] BUSY =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    enum Fault {
        NONE,
        BUSY,
        CUT
    }

    private final int server;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;

    FaultyLink(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections that are open end, so that the fault meets every request from now on. */
    void set(Fault other) {
        fault = other;
        open.forEach(FaultyLink::end);
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
        try (client) {
            if (fault == Fault.BUSY) {
                client.getInputStream().read(new byte[64 << 10]);
                client.getOutputStream().write(BUSY);
            } else if (fault == Fault.NONE) {
                pass(client);
            }
        } catch (IOException e) {
            // The client sees it, too.
        }
    }

    private void pass(Socket client) throws IOException {
        try (var to = new Socket(InetAddress.getLoopbackAddress(), server)) {
            open.add(client);
            open.add(to);
            Thread.ofVirtual().start(() -> copy(to, client));
            copy(client, to);
        } finally {
            open.remove(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            end(to);
        } finally {
            open.remove(from);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is over either way.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        set(Fault.CUT);
    }
}
