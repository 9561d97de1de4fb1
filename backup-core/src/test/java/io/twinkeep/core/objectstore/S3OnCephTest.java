package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real")
final class S3OnCephTest extends ObjectStoreContract {
    @Override
    protected ObjectStore emptyStore() {
        return bucket(0, new BucketFeatures(false, false)).objects();
    }

    private static S3Bucket bucket(int lockDays, BucketFeatures features) {
        var bucket = new S3Bucket(CephGateway.unusedBucket(lockDays), InstantSource.system());
        bucket.create(features);
        return bucket;
    }

    @Override
    protected int largeBody() {
        return (64 << 20) + 12_345;
    }

    @Test
    void aBucketTellsItsFeatures() {
        for (var features : List.of(
                new BucketFeatures(false, false), new BucketFeatures(true, false), new BucketFeatures(true, true))) {
            try (var bucket = bucket(0, features)) {
                assertThat(bucket.features()).isEqualTo(features);
            }
        }
    }

    /** A thief with the writer's keys overwrites and deletes everything; until the lock ends, none of it is lost. */
    @Test
    void whatAThiefOverwroteAndDeletedIsReadAsOfBefore() throws InterruptedException {
        try (var bucket = bucket(1, new BucketFeatures(true, true))) {
            ObjectStore store = bucket.objects();
            store.put(key("packs/aa"), ObjectBody.of("pack aa"));
            store.put(key("packs/bb"), ObjectBody.of("pack bb"));
            store.putIfAbsent(key("slots/0"), ObjectBody.of("snapshot"));
            Instant before = store.now();
            // Dates of answers have whole seconds, so what comes now must be in a later one.
            Thread.sleep(1_100);

            for (String name : List.of("packs/aa", "packs/bb", "slots/0")) {
                store.put(key(name), ObjectBody.of("ransom note"));
                store.delete(key(name));
            }
            store.put(key("packs/cc"), ObjectBody.of("ransom note"));
            List<ObjectHistory.Version> versions = Stream.of("packs", "slots")
                    .flatMap(folder -> bucket.history().versions(key(folder)))
                    .toList();
            for (var version : versions) {
                if (!version.marker()) {
                    assertThatThrownBy(() -> bucket.history().delete(version)).isInstanceOf(Refused.class);
                }
            }

            assertThatThrownBy(() -> store.get(key("slots/0"), 100)).isInstanceOf(Missing.class);
            var past = new AsOfObjectStore(bucket.history(), before.plusMillis(900), store);
            assertThat(text(past.get(key("slots/0"), 100))).isEqualTo("snapshot");
            assertThat(text(past.get(key("packs/bb"), new ByteRange(5, 2)))).isEqualTo("bb");
            assertThat(past.list(key("packs")).map(ObjectInfo::key).map(ObjectKey::value))
                    .containsExactly("packs/aa", "packs/bb");
            assertThat(past.find(key("packs/cc"))).isEmpty();
        }
    }

    @Test
    void aLockIsExtendedAndNeverShortened() {
        try (var bucket = bucket(2, new BucketFeatures(true, true))) {
            ObjectStore store = bucket.objects();
            store.put(key("packs/aa"), ObjectBody.of("pack"));
            store.putIfAbsent(key("slots/0"), ObjectBody.of("slot"));
            Instant now = store.now();
            ObjectHistory history = bucket.history();
            var slot = history.versions(key("slots")).findFirst().orElseThrow();
            assertThat(history.lockedUntil(slot).orElseThrow())
                    .isCloseTo(now.plus(Duration.ofDays(2)), within(5, ChronoUnit.SECONDS));

            history.lock(slot, now.plus(Duration.ofDays(5)));
            history.lock(slot, now.plus(Duration.ofDays(3)));

            assertThat(history.lockedUntil(slot).orElseThrow())
                    .isCloseTo(now.plus(Duration.ofDays(5)), within(5, ChronoUnit.SECONDS));
        }
    }

    /** Ceph 16 checks the condition against the new version instead of the key; the probe has to refuse such a bucket. */
    @Test
    void aVersionedBucketOfThisGatewayDoesNotKeepConditionalCreates() {
        for (boolean locked : List.of(false, true)) {
            try (var bucket = bucket(0, new BucketFeatures(true, locked))) {
                bucket.objects().putIfAbsent(key("slots/0"), ObjectBody.of("first"));
                bucket.objects().putIfAbsent(key("slots/0"), ObjectBody.of("second"));

                assertThat(text(bucket.objects().get(key("slots/0"), 100))).isEqualTo("second");
            }
        }
    }

    @Test
    void aVersionWithoutALockCanBeRemovedForGood() {
        try (var bucket = bucket(0, new BucketFeatures(true, true))) {
            bucket.objects().put(key("packs/aa"), ObjectBody.of("1"));
            bucket.objects().put(key("packs/aa"), ObjectBody.of("2"));
            bucket.objects().delete(key("packs/aa"));
            ObjectHistory history = bucket.history();
            assertThat(history.versions(key("packs")).map(ObjectHistory.Version::marker))
                    .containsExactly(true, false, false);

            history.versions(key("packs")).toList().forEach(version -> {
                assertThat(history.lockedUntil(version)).isEmpty();
                history.delete(version);
            });

            assertThat(history.versions(key("packs/aa"))).isEmpty();
        }
    }
}
