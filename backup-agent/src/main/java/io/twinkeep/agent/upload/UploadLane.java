package io.twinkeep.agent.upload;

import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.cache.RecordedImages;
import io.twinkeep.agent.cache.SettledImage;
import io.twinkeep.agent.cache.UnstoredImage;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputSource;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.parallel.Parallel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Stores images in the order in which they come, several at a time. For each: the store confirms it, then the fact becomes
 * durable, then the ledger is told. A crash in between stores and tells it again, under the same names.
 *
 * <p>One thread runs it; everything else may be called by any.
 */
public final class UploadLane implements AutoCloseable {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "png", "image/png", "apng", "image/apng", "jpg", "image/jpeg", "jpeg", "image/jpeg", "webp", "image/webp");

    // How late a postponed image, or one beyond the queue's bound, is noticed.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final UploadRules rules;
    private final OutputLedger ledger;
    private final RecordedImages images;
    private final Function<SettledImage, GenerationRecord> records;
    private final Destination destination;
    private final UploadEvents events;
    private final InstantSource clock;
    private final UploadQueue queue;
    private final Map<String, Sha256> givenUp = new ConcurrentHashMap<>();
    private final LongAdder stored = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile Optional<String> problem = Optional.empty();
    private Optional<Destination.Opened> opened = Optional.empty(); // of the running thread alone, as what follows
    private Instant openedAt = Instant.MIN;
    private Duration pause;

    /**
     * @param records makes an image's record again, after a restart
     * @param clock for waits, so it must not jump
     */
    public UploadLane(
            UploadRules rules,
            OutputLedger ledger,
            RecordedImages images,
            Function<SettledImage, GenerationRecord> records,
            Destination destination,
            UploadEvents events,
            InstantSource clock) {
        this.rules = rules;
        this.ledger = ledger;
        this.images = images;
        this.records = records;
        this.destination = destination;
        this.events = events;
        this.clock = clock;
        this.queue = new UploadQueue(rules.queue());
        this.pause = rules.firstPause();
    }

    /** Never waits. */
    public void offer(SettledImage image, GenerationRecord record) {
        queue.offer(new Waiting(image.path(), image.digest(), Optional.of(record), clock.instant()));
    }

    public UploadStatus status() {
        return new UploadStatus(queue.size(), stored.sum(), bytes.sum(), lost.sum(), queue.oldest(), problem);
    }

    /** Stores until it is closed or interrupted, first what the ledger knows from before. */
    public void run() {
        try {
            refill();
            while (!queue.isClosed()) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeDestination();
        }
    }

    private void refill() {
        List<UnstoredImage> unstored = ledger.unstored();
        givenUp.keySet().retainAll(unstored.stream().map(UnstoredImage::path).toList());
        unstored.stream()
                .filter(image -> !image.digest().equals(givenUp.get(image.path())))
                .map(image -> new Waiting(image.path(), image.digest(), Optional.empty(), image.recorded()))
                .forEach(queue::offer);
    }

    private void step() throws InterruptedException {
        List<Waiting> group = queue.next(rules.group(), clock.instant(), LONGEST_WAIT);
        if (!group.isEmpty()) {
            attempt(group);
        } else if (queue.hasOverflowed()) {
            refill();
        }
    }

    private void attempt(List<Waiting> group) throws InterruptedException {
        try {
            store(group);
            pause = rules.firstPause();
            if (problem.isPresent()) {
                problem = Optional.empty();
                events.flowing();
            }
        } catch (RuntimeException e) {
            closeDestination();
            if (queue.isClosed() || Thread.currentThread().isInterrupted()) {
                return;
            }
            if (problem.isEmpty()) {
                events.stuck(e);
            }
            problem = Optional.of(String.valueOf(e.getMessage()));
            // Not to be ended by new images: they would make a storm of calls out of an outage.
            queue.awaitClosed(pause);
            pause = longer(pause);
        }
    }

    private Duration longer(Duration pause) {
        return pause.multipliedBy(2).compareTo(rules.longestPause()) < 0 ? pause.multipliedBy(2) : rules.longestPause();
    }

    private void store(List<Waiting> group) {
        Destination.Opened to = destination();
        LocalDate day = to.look();
        Parallel.forEach(rules.hands(), group, image -> store(image, day, to));
    }

    private Destination.Opened destination() {
        if (opened.isPresent() && !clock.instant().isBefore(openedAt.plus(rules.renew()))) {
            closeDestination();
        }
        if (opened.isEmpty()) {
            opened = Optional.of(destination.open());
            openedAt = clock.instant();
        }
        return opened.get();
    }

    private void closeDestination() {
        opened.ifPresent(Destination.Opened::close);
        opened = Optional.empty();
    }

    /** Throws only what is wrong with the store or the spool; what is wrong with the image is told, and keeps no other waiting. */
    private void store(Waiting image, LocalDate day, Destination.Opened to) {
        Optional<RecordedImages.Found> found;
        Output.Description description;
        GenerationRecord record;
        try {
            found = images.find(image.path(), image.digest(), OutputStore.PART);
            if (found.isEmpty()) {
                giveUp(image);
                return;
            }
            description = description(found.get().image());
            record = image.record().orElseGet(() -> records.apply(found.get().image()));
        } catch (IOException | RuntimeException e) {
            queue.postpone(image, clock.instant().plus(rules.retry()));
            events.unreadable(image.path(), String.valueOf(e.getMessage()));
            return;
        }
        try {
            finish(image, record, to.put(day, description, source(found.get())));
        } catch (RuntimeException e) {
            // Behind the others: if it is this image that the store does not take, they go on.
            queue.postpone(image, clock.instant());
            throw e;
        }
    }

    /** Facts before the ledger, which lets the image be evicted. */
    private void finish(Waiting image, GenerationRecord record, ObjectKey key) {
        events.stored(record.stored(key.toString()));
        ledger.stored(image.path(), image.digest(), key.toString());
        queue.done(image);
        stored.increment();
        bytes.add(record.bytes());
    }

    /** If another image lies there now, the watcher finds it. */
    private void giveUp(Waiting image) {
        queue.done(image);
        givenUp.put(image.path(), image.digest());
        lost.increment();
        events.lost(image.path());
    }

    private static Output.Description description(SettledImage image) {
        String name = image.path().toLowerCase(Locale.ROOT);
        String type = MEDIA_TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
        return new Output.Description(FilePath.of(image.path()), type, image.modified());
    }

    private static OutputSource source(RecordedImages.Found found) {
        return found.content() == null
                ? () -> Files.newInputStream(found.image().file())
                : () -> new ByteArrayInputStream(found.content());
    }

    /** Lets {@link #run} end; what is not stored comes again after the next start. */
    @Override
    public void close() {
        queue.close();
    }
}
