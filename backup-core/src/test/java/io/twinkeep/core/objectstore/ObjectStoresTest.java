package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectStoresTest {
    private static final ObjectKey KEY = new ObjectKey("packs/aa");
    private static final StoreSettings SETTINGS = StoreSettings.DEFAULT.withCredentials(EmbeddedS3.CREDENTIALS);

    @TempDir
    Path folder;

    @Test
    void aDirectoryIsOpenedWithoutCredentials() {
        try (var store = ObjectStores.open(RepositoryAddress.parse(folder.toString()), StoreSettings.DEFAULT)) {
            store.put(KEY, ObjectBody.of("hello"));

            assertThat(folder.resolve("packs/aa")).hasContent("hello");
            assertThat(store.meters().bytesUp()).isEqualTo(5);
            assertThat(store).hasToString(folder.toString());
        }
    }

    @Test
    void aBucketNeedsCredentials() {
        assertThatThrownBy(() -> ObjectStores.open(
                        RepositoryAddress.parse("s3:https://s3.example.com/models"), StoreSettings.DEFAULT))
                .isInstanceOf(BadUsage.class);
    }

    @Test
    void aPrefixOfABucketIsAStoreOfItsOwn() {
        try (var server = new EmbeddedS3();
                var bucket = new S3Bucket(server.config("models"), InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
            var address = RepositoryAddress.parse("s3:" + server.endpoint() + "/models/team");

            try (var store = ObjectStores.open(address, SETTINGS)) {
                store.put(KEY, ObjectBody.of("hello"));

                assertThat(bucket.objects().find(new ObjectKey("team/packs/aa")))
                        .isPresent();
                assertThat(store).hasToString(address.toString());
            }
            assertThatThrownBy(() -> ObjectStores.openVersioned(address, SETTINGS))
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void aVersionedBucketIsReadAsOfATime() throws InterruptedException {
        try (var server = new EmbeddedS3();
                var bucket = new S3Bucket(server.config("models"), InstantSource.system())) {
            bucket.create(new BucketFeatures(true, false));
            var address = RepositoryAddress.parse("s3:" + server.endpoint() + "/models/team");

            try (var versioned = ObjectStores.openVersioned(address, SETTINGS)) {
                versioned.store().put(KEY, ObjectBody.of("old"));
                var old = versioned.history().versions(KEY).findFirst().orElseThrow();
                // Versions have whole seconds, so the next must be made in a later one.
                Thread.sleep(1_100);
                versioned.store().put(KEY, ObjectBody.of("new"));
                versioned.store().delete(KEY);
                versioned.store().put(new ObjectKey("packs/later"), ObjectBody.of("later"));

                var past = new AsOfObjectStore(versioned.history(), old.lastModified(), versioned.store());

                assertThat(new String(past.get(KEY, 100), StandardCharsets.UTF_8))
                        .isEqualTo("old");
                assertThat(past.list(new ObjectKey("packs"))
                                .map(ObjectInfo::key)
                                .toList())
                        .isEqualTo(List.of(KEY));
                assertThat(past.find(new ObjectKey("packs/later"))).isEmpty();
                assertThatThrownBy(() -> past.delete(KEY)).isInstanceOf(Refused.class);
                assertThatThrownBy(() -> past.put(KEY, ObjectBody.of("x"))).isInstanceOf(Refused.class);
                assertThatThrownBy(() -> past.putIfAbsent(KEY, ObjectBody.of("x")))
                        .isInstanceOf(Refused.class);
            }
        }
    }
}
