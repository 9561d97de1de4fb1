package io.twinkeep.agent.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for the model service of both regions: writes images with metadata into the primary's output cache, as fast as it is told,
 * and answers a standby that warms its version up. Thread-safe.
 */
final class ModelService implements AutoCloseable {
    /** Every so many images are favourites, which must outlive the cache. */
    static final int FAVOURITE = 5;

    private final Path outputs;
    private final Path twin;
    private final Duration pause;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong made = new AtomicLong();
    private volatile boolean open = true;

    private ModelService(Path outputs, Path twin, Duration pause, HttpServer http) {
        this.outputs = outputs;
        this.twin = twin;
        this.pause = pause;
        this.http = http;
    }

    /**
     * @param outputs where images go
     * @param twin the standby's version that serves
     * @param pause between two images
     */
    static ModelService start(Path outputs, Path twin, Duration pause) {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var service = new ModelService(outputs, twin, pause, http);
            http.setExecutor(service.threads);
            http.createContext("/warm", service::warm);
            http.start();
            service.threads.submit(service::generate);
            return service;
        } catch (IOException e) {
            throw new Failed("the demonstration's model service did not start: " + e, "", e);
        }
    }

    String warmUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/warm";
    }

    /** Images so far. */
    long made() {
        return made.get();
    }

    long favouritesMade() {
        return made.get() / FAVOURITE;
    }

    /** A real one loads the weights and makes an image; this reads the index that says which they are. */
    private void warm(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean there = Files.size(twin.resolve("model_index.json")) > 0;
            exchange.sendResponseHeaders(there ? 200 : 500, -1);
        }
    }

    private void generate() {
        while (open) {
            LockSupport.parkNanos(pause.toNanos()); // the pace of the model
            try {
                write(made.get() + 1);
                made.incrementAndGet();
            } catch (IOException e) {
                if (open) {
                    throw new Failed("the demonstration's image can't be written: " + e, "", e);
                }
            }
        }
    }

    private void write(long number) throws IOException {
        String name = "%06d.png".formatted(number);
        Path folder = number % FAVOURITE == 0 ? outputs.resolve("favourites") : outputs;
        Files.createDirectories(folder);
        Path hidden = Files.write(folder.resolve("." + name), SampleImage.png(number));
        Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        open = false;
        http.stop(0);
        threads.shutdown();
    }
}
