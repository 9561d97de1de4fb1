package io.twinkeep.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an S3 server, knows which step of the work each request is, and kills the process that sends the one it
 * waits for: before the server hears of it, or when the server has done it and the answer is on its way. Its lock guards
 * the trap and the steps seen.
 */
final class KillingProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

    /** What is stored under which paths, in this order. */
    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("/probe/.*", "probe");
        KINDS.put("/epochs/[^/]+", "epoch");
        KINDS.put("/packs/[^/]+", "pack");
        KINDS.put("/slots/[^/]+", "slot");
        KINDS.put("/verified/[^/]+", "verified record");
        KINDS.put("/models/.*/keys/[^/]+", "wrap of a set");
        KINDS.put("/keys/[^/]+", "wrap");
        KINDS.put("/repository.json", "config");
        KINDS.put("/repository-copy.json", "copy of the config");
    }

    private final ServerSocket listener;
    private final int server;
    private final List<String> seen = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private Trap trap;

    /** The n-th request of a step, counted from 1. */
    record Moment(String step, int occurrence, boolean done) {}

    private record Trap(Moment moment, CompletableFuture<Process> victim) {}

    /** @param server the port of the S3 server on the loopback interface */
    KillingProxy(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Starts to count anew; the victim is killed at that moment. */
    synchronized CompletableFuture<Process> killAt(Moment moment) {
        watch();
        trap = new Trap(moment, new CompletableFuture<>());
        return trap.victim();
    }

    /** Starts to count anew, and harms nobody. */
    synchronized void watch() {
        seen.clear();
        counts.clear();
        trap = null;
    }

    /** The steps since then, in order. */
    synchronized List<String> seen() {
        return List.copyOf(seen);
    }

    /** What a request is to Twinkeep: its method, and what kind of object it is about. */
    private static String step(String requestLine) {
        String[] words = requestLine.split(" ");
        String path = words[1].replaceFirst("\\?.*", "");
        return words[0] + " "
                + KINDS.entrySet().stream()
                        .filter(kind -> path.matches(".*" + kind.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("listing");
    }

    private synchronized Trap sprung(String step) {
        seen.add(step);
        int count = counts.merge(step, 1, Integer::sum);
        boolean here = trap != null
                && trap.moment().step().equals(step)
                && trap.moment().occurrence() == count;
        return here ? trap : null;
    }

    private static void kill(Trap trap) {
        trap.victim().join().destroyForcibly();
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
                var upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            var answered = new CompletableFuture<Trap>();
            var killing = new AtomicBoolean();
            Thread.ofVirtual().start(() -> answers(client, upstream, killing, answered));
            while (true) {
                String head = head(client.getInputStream());
                Trap here = sprung(step(head));
                if (here != null && !here.moment().done()) {
                    kill(here);
                    return;
                }
                if (here != null) {
                    killing.set(true);
                    answered.complete(here);
                }
                upstream.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                Matcher length = LENGTH.matcher(head);
                copy(
                        client.getInputStream(),
                        upstream.getOutputStream(),
                        length.find() ? Long.parseLong(length.group(1)) : 0);
            }
        } catch (IOException e) {
            // Either side went away, as killed processes do.
        }
    }

    private static void answers(Socket client, Socket upstream, AtomicBoolean killing, CompletableFuture<Trap> trap) {
        try {
            byte[] buffer = new byte[64 << 10];
            int length;
            while ((length = upstream.getInputStream().read(buffer)) > 0) {
                if (killing.get()) {
                    kill(trap.join());
                    return;
                }
                client.getOutputStream().write(buffer, 0, length);
            }
            client.close();
        } catch (IOException e) {
            // Either side went away, as killed processes do.
        }
    }

    private static String head(InputStream input) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int ends = 0; ends < 4; ) {
            int next = input.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void copy(InputStream from, OutputStream to, long length) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (long left = length; left > 0; ) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException();
            }
            to.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
