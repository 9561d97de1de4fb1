package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.AsOfObjectStore;
import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.CephGateway;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.S3Bucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real")
class EndToEndOnCephTest extends EndToEndContract {
    @Override
    ObjectStore emptyStore() {
        var bucket = new S3Bucket(CephGateway.unusedBucket(0), InstantSource.system());
        bucket.create(new BucketFeatures(false, false));
        return bucket.objects();
    }

    @Override
    long modelBytes() {
        return 256 << 20;
    }

    @Test
    void whatAThiefOverwroteAndDeletedComesBackFromBefore() throws Exception {
        Path model = Files.createDirectories(dir.resolve("locked"));
        byte[] bytes = new byte[5_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(model.resolve("weights.bin"), bytes);
        var bucket = new S3Bucket(CephGateway.unusedBucket(1), InstantSource.system());
        bucket.create(new BucketFeatures(true, true));
        ObjectStore store = bucket.objects();
        TestModel primary = TestModel.createOn(store);
        primary.backup(model);
        awaitNextSecond(store, store.now());
        Instant before = store.now();
        awaitNextSecond(store, before);

        for (String folder : new String[] {"models", "keys"}) {
            try (var objects = store.list(new ObjectKey(folder))) {
                objects.toList().forEach(object -> {
                    store.put(object.key(), ObjectBody.of("mine now"));
                    store.delete(object.key());
                });
            }
        }
        store.put(new ObjectKey("repository.json"), ObjectBody.of("{}"));
        primary.on(new AsOfObjectStore(bucket.history(), before, store)).restore(dir.resolve("standby"));

        assertThat(sha256sums(dir.resolve("standby"))).isEqualTo(sha256sums(model));
    }

    @Test
    void aLockedSetIsKeptAndThePlanSaysUntilWhen() throws Exception {
        Path model = Files.createDirectories(dir.resolve("locked"));
        Files.writeString(model.resolve("config.json"), "{}");
        var bucket = new S3Bucket(CephGateway.unusedBucket(1), InstantSource.system());
        bucket.create(new BucketFeatures(true, true));
        TestModel primary = TestModel.createOn(bucket.objects(), 1);
        primary.backup(model);
        primary.backup(model, true);
        primary.verify();

        var plan = new Prune(primary.engine(), Optional.of(bucket.history()))
                .plan(TestModel.MODEL, new KeepRules(1, Duration.ZERO));
        int extended = new Locks(primary.engine(), bucket.history()).extend(TestModel.MODEL);

        assertThat(plan.items().getFirst().action()).isEqualTo(PrunePlan.Action.KEEP);
        assertThat(plan.items().getFirst().reason()).startsWith("locked until ");
        assertThat(extended)
                .as("locks that are hours old at most need no extension")
                .isZero();
    }

    // The store's clock is told to the second: the moment to go back to must be one of its own.
    private static void awaitNextSecond(ObjectStore store, Instant before) {
        while (!store.now().isAfter(before.plusSeconds(1))) {
            Thread.onSpinWait();
        }
    }
}
