package io.twinkeep.agent.service;

import io.twinkeep.agent.cache.EvictionPlan;
import io.twinkeep.agent.cache.OutputCache;
import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.cache.OutputWatcher;
import io.twinkeep.agent.cache.SteadyClock;
import io.twinkeep.agent.cache.WatchRules;
import io.twinkeep.agent.cache.WatchStatus;
import io.twinkeep.agent.config.OutputSettings;
import io.twinkeep.agent.outputs.GenerationRecords;
import io.twinkeep.agent.outputs.RecordingTaker;
import io.twinkeep.agent.outputs.ServedModel;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.agent.upload.UploadStatus;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** The cache of fresh images: watched, recorded, handed to the uploader, and swept. */
final class Outputs implements AutoCloseable {
    private final OutputLedger ledger;
    private final OutputUploader uploader;
    private final OutputWatcher watcher;
    private final Optional<OutputCache> cache;

    Outputs(
            OutputSettings settings,
            Path ledgerFile,
            Spool spool,
            Parts parts,
            Setup setup,
            Supplier<Optional<ServedModel>> served) {
        InstantSource clock = setup.clock();
        this.ledger = OutputLedger.open(ledgerFile);
        var records =
                new GenerationRecords(parts.settings().region(), settings.prompts(), settings.important(), served);
        this.uploader = setup.uploaders().open(parts, setup, ledger, settings.directory(), records);
        var taker = new RecordingTaker(records, spool, uploader::offer);
        var steady = new SteadyClock(clock.instant(), System::nanoTime);
        this.watcher = new OutputWatcher(settings.directory(), WatchRules.DEFAULT, ledger, taker, steady);
        this.cache = settings.eviction().map(rules -> new OutputCache(settings.directory(), ledger, rules, clock));
    }

    /** Runs until it is closed. */
    void watch() {
        watcher.run();
    }

    /** Makes room by the rules. */
    String sweep() {
        if (cache.isEmpty()) {
            return "nothing is evicted: 'outputs.evict' is not there";
        }
        EvictionPlan plan = cache.get().plan();
        int gone = cache.get().apply(plan);
        return gone + " outputs evicted, " + Amounts.bytes(plan.after()) + " left, " + plan.unrecorded()
                + " not recorded yet, " + plan.unstored() + " important ones not stored yet";
    }

    WatchStatus status() {
        return watcher.status();
    }

    /** Important images that are not confirmed stored. */
    int unstored() {
        return ledger.unstored().size();
    }

    UploadStatus uploads() {
        return uploader.status();
    }

    /** Lets {@link #watch} end within about a second. */
    void stop() {
        watcher.close();
    }

    @Override
    public void close() {
        uploader.close();
        ledger.close();
    }
}
