package io.twinkeep.db.facts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Passes bytes between clients and a server until a COMMIT comes by that it was told to cut. */
public final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final AtomicReference<Cut> armed = new AtomicReference<>();

    /** When the connection ends. */
    public enum Cut {
        BEFORE_THE_SERVER_HEARS,
        AFTER_THE_SERVER_IS_DONE
    }

    public CuttingProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Only the first commit that comes from now on. */
    public void cutNextCommit(Cut cut) {
        armed.set(cut);
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
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            var deaf = new AtomicBoolean();
            Thread answers = Thread.ofVirtual().start(() -> passAnswers(server, client, deaf));
            passRequests(client, server, deaf);
            answers.join();
        } catch (IOException | InterruptedException e) {
            return; // either side went away: so does the other
        }
    }

    private void passRequests(Socket client, Socket server, AtomicBoolean deaf) throws IOException {
        byte[] bytes = new byte[64 << 10];
        for (int n; (n = client.getInputStream().read(bytes)) > 0; ) {
            boolean commit = new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT");
            Cut cut = commit ? armed.getAndSet(null) : null;
            if (cut == Cut.BEFORE_THE_SERVER_HEARS) {
                server.close();
                client.close();
                return;
            }
            deaf.set(deaf.get() || cut == Cut.AFTER_THE_SERVER_IS_DONE);
            server.getOutputStream().write(bytes, 0, n);
        }
        server.close();
    }

    private static void passAnswers(Socket server, Socket client, AtomicBoolean deaf) {
        byte[] bytes = new byte[64 << 10];
        try {
            for (int n; (n = server.getInputStream().read(bytes)) > 0; ) {
                if (deaf.get()) {
                    break;
                }
                client.getOutputStream().write(bytes, 0, n);
            }
            client.close();
        } catch (IOException e) {
            return; // the other direction closed both
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
