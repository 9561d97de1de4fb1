package io.twinkeep.core.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP server that treats every connection as its script says; counts the requests whose head it has read. */
final class ScriptedServer implements AutoCloseable {
    /** What happens to one connection after the head of its request was read; it is closed afterwards. */
    interface Script {
        void play(InputStream body, int bodyLength, Socket socket) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

    private final ServerSocket listener;
    private final Script script;
    private final List<String> heads = new ArrayList<>(); // guarded by itself

    ScriptedServer(Script script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Reads the whole request, then answers. */
    static Script answering(int status, String headers, String body) {
        return (input, length, socket) -> {
            input.readNBytes(length);
            String head = "HTTP/1.1 " + status
                    + " Scripted\r\nDate: Mon, 23 Nov 2026 10:00:00 GMT\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    static Script answering(int status, String body) {
        return answering(status, "Content-Length: " + body.length() + "\r\n", body);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    List<String> heads() {
        synchronized (heads) {
            return List.copyOf(heads);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var input = socket.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = input.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            synchronized (heads) {
                heads.add(head.toString());
            }
            Matcher length = LENGTH.matcher(head);
            script.play(input, length.find() ? Integer.parseInt(length.group(1)) : 0, socket);
        } catch (IOException e) {
            // The client went away first, as some tests want.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
