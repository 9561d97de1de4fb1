package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk smaller than the cache's limit: a tmpfs of 24 MiB, which root can mount. */
@Tag("real")
class CacheOnASmallDiskTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path disk;

    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
    private Instant now = Instant.parse("2026-11-20T03:00:00Z");

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    /** A day later than the run before. */
    private CachingObjectStore nextRun() {
        now = now.plusSeconds(86_400);
        var settings = new CachePlace(disk, "0".repeat(32), CachePlace.DEFAULT_BYTES, 10);
        var cache = new ObjectCache(settings, InstantSource.fixed(now), note -> {});
        var packs = new CacheRule() {
            @Override
            public boolean covers(ObjectKey key) {
                return true;
            }

            @Override
            public boolean isWhole(byte[] object) {
                return true;
            }
        };
        return new CachingObjectStore(store, cache, packs, CachingObjectStore.Filling.ON_READ);
    }

    @Test
    void eachWeeksFullTakesTheRoomOfTheOneBeforeAndATenthStaysFree() throws IOException {
        for (int week = 1; week <= 4; week++) {
            List<ObjectKey> packs = packs(week, 15);
            var full = nextRun();
            packs.forEach(pack -> full.put(pack, ObjectBody.of(new byte[MIB])));
            store.forgetCalls();

            var daily = nextRun();
            packs.forEach(pack -> daily.get(pack, new ByteRange(0, MIB)));

            assertThat(store.calls(Verb.GET)).as("downloads in week %d", week).isZero();
            assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(24 * MIB / 10);
        }
    }

    @Test
    void aFullLargerThanTheDiskIsKeptInPart() throws IOException {
        List<ObjectKey> packs = packs(1, 40);
        var full = nextRun();
        packs.forEach(pack -> full.put(pack, ObjectBody.of(new byte[MIB])));
        for (int day = 1; day <= 3; day++) {
            store.forgetCalls();
            var daily = nextRun();

            packs.forEach(pack -> daily.get(pack, new ByteRange(0, MIB)));

            assertThat(store.calls(Verb.GET)).as("downloads on day %d", day).isBetween(15, 24);
            assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(24 * MIB / 10);
        }
    }

    private static List<ObjectKey> packs(int week, int count) {
        return IntStream.range(0, count)
                .mapToObj(nth -> new ObjectKey("week-" + week + "/" + nth))
                .toList();
    }
}
