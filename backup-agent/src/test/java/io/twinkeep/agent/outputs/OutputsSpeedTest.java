package io.twinkeep.agent.outputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.cache.OutputWatcher;
import io.twinkeep.agent.cache.SteadyClock;
import io.twinkeep.agent.cache.WatchRules;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class OutputsSpeedTest {
    @TempDir
    Path root;

    @Test
    void atFiftyImagesASecondEachIsRecordedAndHandedOnWithinTwoSeconds() throws IOException, InterruptedException {
        Path outputs = Files.createDirectories(root.resolve("outputs"));
        byte[] image = largePng();
        Map<String, Long> written = new ConcurrentHashMap<>();
        Map<String, Long> handed = new ConcurrentHashMap<>();
        try (Spool spool = Spool.open(root.resolve("spool"), SpoolSettings.DEFAULT, damage -> {});
                OutputLedger ledger = OutputLedger.open(root.resolve("ledger"))) {
            var records = new GenerationRecords("us-1", PromptPolicy.STORED, ImportanceRules.ALL, Optional::empty);
            var taker = new RecordingTaker(records, spool, (i, r) -> handed.put(r.path(), System.nanoTime()));
            var clock = new SteadyClock(Instant.now(), System::nanoTime);
            var watcher = new OutputWatcher(outputs, WatchRules.DEFAULT, ledger, taker, clock);
            Thread running = Thread.ofPlatform().start(watcher::run);
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                // The images of a service come at their own pace, whatever we do.
                Thread.sleep(Duration.ofNanos(Math.max(0, start + i * 20_000_000L - System.nanoTime())));
                Files.write(outputs.resolve(i + ".png"), image);
                written.put(i + ".png", System.nanoTime());
            }
            while (handed.size() < 1000) {
                Thread.sleep(10); // Told by the clock of 'handed'; nothing to be notified by.
            }
            watcher.close();
            running.join();
        }
        long[] millis = written.keySet().stream()
                .mapToLong(name -> (handed.get(name) - written.get(name)) / 1_000_000)
                .sorted()
                .toArray();
        System.out.printf("1,000 images at 50/s: median %d ms, p99 %d ms%n", millis[500], millis[990]);
        assertThat(millis[990]).isLessThanOrEqualTo(2000);
    }

    @Test
    void idleOverTwentyThousandFilesItUsesLessThanAHundredthOfACore() throws IOException, InterruptedException {
        Path outputs = root.resolve("outputs");
        byte[] image = Files.readAllBytes(Path.of("src/test/resources/images/a1111.png"));
        for (int i = 0; i < 20_000; i++) {
            Path file = outputs.resolve("day " + i % 50).resolve(i + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, image);
        }
        try (Spool spool = Spool.open(root.resolve("spool"), SpoolSettings.DEFAULT, damage -> {});
                OutputLedger ledger = OutputLedger.open(root.resolve("ledger"))) {
            var records = new GenerationRecords("us-1", PromptPolicy.STORED, ImportanceRules.NONE, Optional::empty);
            var taker = new RecordingTaker(records, spool, (i, r) -> {});
            var clock = new SteadyClock(Instant.now(), System::nanoTime);
            var watcher = new OutputWatcher(outputs, WatchRules.DEFAULT, ledger, taker, clock);
            long begun = System.nanoTime();
            Thread running = Thread.ofPlatform().start(watcher::run);
            while (watcher.status().taken() < 20_000) {
                Thread.sleep(10); // Nothing to be notified by.
            }
            System.out.printf("20,000 images found and recorded in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
            var threads = ManagementFactory.getThreadMXBean();
            Thread.sleep(2000); // Until the last notices are through.
            long before = threads.getThreadCpuTime(running.threadId());
            Thread.sleep(20_000); // The time over which the load is measured.
            double share = (threads.getThreadCpuTime(running.threadId()) - before) / 20e9;
            System.out.printf("idle: %.3f %% of a core%n", 100 * share);
            assertThat(share).isLessThan(0.01);
            watcher.close();
            running.join();
        }
    }

    /** Two megabytes of noise in a well-formed PNG with parameters. */
    private static byte[] largePng() throws IOException {
        byte[] small = Files.readAllBytes(Path.of("src/test/resources/images/a1111.png"));
        int end = small.length - 12;
        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        var crc = new CRC32();
        byte[] type = {'n', 'o', 'I', 's'};
        crc.update(type);
        crc.update(noise);
        var out = ByteBuffer.allocate(small.length + noise.length + 12).put(small, 0, end);
        out.putInt(noise.length).put(type).put(noise).putInt((int) crc.getValue());
        return out.put(Arrays.copyOfRange(small, end, small.length)).array();
    }
}
