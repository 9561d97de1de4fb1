package io.twinkeep.agent.demo;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for the primary's model service: writes images with metadata into the output cache, as fast as it is told. Closed by whoever
 * started it; what it counts may be read by any thread.
 */
final class ModelService implements AutoCloseable {
    /** Every so many images are favourites, which must outlive the cache. */
    static final int FAVOURITE = 5;

    private final Path outputs;
    private final Duration pause;
    private final AtomicLong made = new AtomicLong();
    private Thread thread;
    private volatile boolean open = true;

    private ModelService(Path outputs, Duration pause) {
        this.outputs = outputs;
        this.pause = pause;
    }

    /**
     * @param outputs where images go
     * @param pause between two images
     */
    static ModelService start(Path outputs, Duration pause) {
        var service = new ModelService(outputs, pause);
        service.thread = Thread.ofPlatform().daemon().name("model service").start(service::generate);
        return service;
    }

    /** Images so far. */
    long made() {
        return made.get();
    }

    long favouritesMade() {
        return made.get() / FAVOURITE;
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
        LockSupport.unpark(thread); // its pause may be long
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
