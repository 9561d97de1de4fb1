package io.twinkeep.agent.service;

import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.cache.RecordedImages;
import io.twinkeep.agent.cache.SettledImage;
import io.twinkeep.agent.cache.SteadyClock;
import io.twinkeep.agent.outputs.GenerationRecords;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.upload.UploadEvents;
import io.twinkeep.agent.upload.UploadLane;
import io.twinkeep.agent.upload.UploadRules;
import io.twinkeep.agent.upload.UploadStatus;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.operation.Progress;
import java.nio.file.Path;
import java.time.Duration;

/** Stores important images in the own repository, on a thread of its own: they wait for no job. */
final class RepositoryUploader implements OutputUploader {
    private final UploadLane lane;
    private final Thread thread;
    private final Duration ending;

    private RepositoryUploader(UploadLane lane, Duration ending) {
        this.lane = lane;
        this.ending = ending;
        this.thread = Thread.ofPlatform().daemon().name("upload").start(lane::run);
    }

    /** @param directory the cache's */
    static RepositoryUploader open(
            Parts parts, Setup setup, OutputLedger ledger, Path directory, GenerationRecords records) {
        var standing = parts.standing();
        var means = new Means(
                setup.random(), setup.clock(), Progress.NONE, store -> new FencedStore(store, standing, parts.log()));
        var lane = new UploadLane(
                UploadRules.DEFAULT,
                ledger,
                new RecordedImages(directory),
                records::record,
                new RepositoryDestination(parts.settings(), means, standing),
                new Told(parts.recorder(), parts.log()),
                new SteadyClock(setup.clock().instant(), System::nanoTime));
        return new RepositoryUploader(lane, setup.times().ending());
    }

    private record Told(FactRecorder facts, EventLog log) implements UploadEvents {
        @Override
        public void stored(GenerationRecord record) {
            facts.keep(record);
        }

        @Override
        public void lost(String path) {
            log.warn("output not stored", "path", path, "message", "it vanished or changed before it was stored");
        }

        @Override
        public void unreadable(String path, String why) {
            log.warn("output not read", "path", path, "message", why);
        }

        @Override
        public void stuck(RuntimeException why) {
            log.failed("outputs wait", why);
        }

        @Override
        public void flowing() {
            log.info("outputs are stored again");
        }
    }

    @Override
    public void offer(SettledImage image, GenerationRecord record) {
        lane.offer(image, record);
    }

    @Override
    public UploadStatus status() {
        return lane.status();
    }

    @Override
    public void close() {
        lane.close();
        if (!Threads.join(thread, Duration.ofSeconds(1))) {
            Threads.end(thread, ending);
        }
    }
}
