package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class StoreProbeTest {
    private static StoreProbe probe(ObjectStore store) {
        return new StoreProbe(store, new Random(1), System::nanoTime);
    }

    private static List<String> failed(ObjectStore store) {
        ProbeReport report = probe(store).shortForm();
        List<String> failed = report.checks().stream()
                .filter(check -> check.outcome() == ProbeReport.Outcome.FAILED)
                .map(ProbeReport.Check::name)
                .toList();
        assertThat(report.holdsProtocol()).isEqualTo(failed.isEmpty());
        return failed;
    }

    @Test
    void anHonestStorePassesAndIsLeftClean() {
        var store = new MemoryObjectStore();

        ProbeReport report = probe(store).fullForm(Optional.empty());

        assertThat(report.holdsProtocol()).isTrue();
        assertThat(report.upMiBs()).isPresent();
        assertThat(report.downMiBs()).isPresent();
        assertThat(store.list(new ObjectKey("probe"))).isEmpty();
    }

    @Test
    void aWrongSecretThatIsAcceptedFails() {
        var store = new MemoryObjectStore();
        var refusing = new FaultyObjectStore(store).failNext(Verb.PUT, new Refused("wrong secret"));

        assertThat(probe(store).fullForm(Optional.of(refusing)).holdsProtocol()).isTrue();
        assertThat(probe(store).fullForm(Optional.of(store)).holdsProtocol()).isFalse();
    }

    @Test
    void aStoreThatChecksAndThenPutsIsFoundOut() {
        var liar = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                if (find(key).isPresent()) {
                    throw new Conflict(key + " exists");
                }
                Thread.yield(); // the gap that a real store of this kind has between its two steps
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                put(key, body);
            }
        };

        assertThat(failed(liar)).containsExactly("conditional create, many at once");
    }

    @Test
    void aStoreThatIgnoresTheConditionIsFoundOut() {
        var liar = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            public void putIfAbsent(ObjectKey key, ObjectBody body) {
                put(key, body);
            }
        };

        assertThat(failed(liar)).containsExactly("conditional create", "conditional create, many at once");
    }

    @Test
    void aStoreThatReadsOldBytesIsFoundOut() {
        Map<ObjectKey, byte[]> cache = new ConcurrentHashMap<>();
        var stale = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            public byte[] get(ObjectKey key, int limit) {
                return cache.computeIfAbsent(key, ignored -> super.get(key, limit))
                        .clone();
            }
        };

        assertThat(failed(stale)).containsExactly("read after overwrite");
    }

    @Test
    void aStoreThatRemembersAbsenceIsFoundOut() {
        Map<ObjectKey, Boolean> absent = new ConcurrentHashMap<>();
        var stale = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            public Optional<ObjectInfo> find(ObjectKey key) {
                var found = super.find(key);
                return absent.computeIfAbsent(key, ignored -> found.isEmpty()) ? Optional.empty() : found;
            }
        };

        assertThat(failed(stale)).containsExactly("read after write");
    }

    @Test
    void aStoreThatListsLateIsFoundOut() {
        Map<ObjectKey, List<ObjectInfo>> cache = new ConcurrentHashMap<>();
        var stale = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            public Stream<ObjectInfo> list(ObjectKey folder) {
                return cache
                        .computeIfAbsent(
                                folder, ignored -> super.list(folder).limit(1).toList())
                        .stream();
            }
        };

        assertThat(failed(stale)).containsExactly("list after write and delete");
    }

    @Test
    void aStoreThatIgnoresRangesIsFoundOut() {
        var liar = new ForwardingObjectStore(new MemoryObjectStore()) {
            @Override
            public byte[] get(ObjectKey key, ByteRange range) {
                return super.get(key, new ByteRange(0, range.length()));
            }
        };

        assertThat(failed(liar)).containsExactly("ranges");
    }

    @Test
    void aStoreThatIsNotThereThrowsInsteadOfFailingEveryCheck() {
        var store = new DirectoryObjectStore(Path.of("/nowhere/at/all"));

        assertThatThrownBy(() -> probe(store).shortForm()).isInstanceOf(Missing.class);
    }

    @Test
    void theEmbeddedServerPassesAndRefusesAWrongSecret() {
        try (var server = new EmbeddedS3();
                var bucket = new S3Bucket(server.config("probed"), InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
            S3Config config = server.config("probed");
            var wrong = new S3Config(
                    config.endpoint(),
                    config.bucket(),
                    config.region(),
                    new S3Credentials(config.credentials().accessKey(), "wrong"),
                    config.timeouts(),
                    0);
            try (var stranger = new S3ObjectStore(wrong, InstantSource.system())) {
                ProbeReport report = probe(bucket.objects()).fullForm(Optional.of(stranger));
                assertThat(report.holdsProtocol()).as(report.toString()).isTrue();
            }
        }
    }

    @Test
    @Tag("real")
    void onCephAPlainBucketPassesAndAVersionedOneIsRefused() {
        for (boolean versioned : List.of(false, true)) {
            try (var bucket = new S3Bucket(CephGateway.unusedBucket(0), InstantSource.system())) {
                bucket.create(new BucketFeatures(versioned, false));
                assertThat(probe(bucket.objects()).shortForm().holdsProtocol()).isEqualTo(!versioned);
            }
        }
    }
}
