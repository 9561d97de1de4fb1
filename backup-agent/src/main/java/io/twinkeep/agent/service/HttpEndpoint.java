package io.twinkeep.agent.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinkeep.agent.config.HttpSettings;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code /metrics}, {@code /health/live} and {@code /health/ready}, on the loopback interface. */
final class HttpEndpoint implements AutoCloseable {
    // Whoever asks is a scraper or a supervisor: two at a time are plenty.
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;

    /** @throws Refused if the port is taken */
    HttpEndpoint(HttpSettings settings, Health health, Metrics metrics) {
        try {
            server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
        } catch (IOException e) {
            throw new Refused(
                    "can't listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(),
                    "name a free port as 'http' in the configuration, or 'none'",
                    e);
        }
        threads = Executors.newFixedThreadPool(
                THREADS, task -> Thread.ofPlatform().daemon().name("http").unstarted(task));
        server.setExecutor(threads);
        server.createContext("/health/live", exchange -> answer(exchange, health::live));
        server.createContext("/health/ready", exchange -> answer(exchange, health::ready));
        server.createContext("/metrics", exchange -> send(exchange, 200, Metrics.CONTENT_TYPE, metrics.text()));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Supplier<Map<String, Object>> health) throws IOException {
        Map<String, Object> fields = health.get();
        int status = Boolean.TRUE.equals(fields.get("ok")) ? 200 : 503;
        byte[] body = (Json.text(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        send(exchange, status, "application/json", body);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
