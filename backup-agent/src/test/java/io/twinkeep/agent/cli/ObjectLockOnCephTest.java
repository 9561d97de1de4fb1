package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Object Lock from the command line, on a bucket of a real Ceph gateway that was made for it. */
@Tag("real")
class ObjectLockOnCephTest {
    private static final ObjectKey TEAM = new ObjectKey("team");

    @TempDir
    Path folder;

    private S3Bucket bucket;
    private Shell shell;

    @BeforeEach
    void makeBucket() throws Exception {
        String address = System.getenv("TWINKEEP_CEPH");
        assertThat(address)
                .as("TWINKEEP_CEPH; start a gateway with 'backup-core/src/test/scripts/ceph.sh start'")
                .isNotNull();
        URI uri = URI.create(address);
        String[] keys = uri.getUserInfo().split(":");
        URI endpoint = URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort());
        String name = "twinkeep-" + UUID.randomUUID();
        var credentials = new S3Credentials(keys[0], keys[1]);
        bucket = new S3Bucket(
                new S3Config(endpoint, name, "us-east-1", credentials, S3Timeouts.DEFAULT, 0), InstantSource.system());
        bucket.create(new BucketFeatures(true, true));
        shell = new Shell(folder)
                .with("AWS_ACCESS_KEY_ID", keys[0])
                .with("AWS_SECRET_ACCESS_KEY", keys[1])
                .with("TWINKEEP_REPOSITORY", "s3:" + endpoint + "/" + name + "/" + TEAM)
                .with("TWINKEEP_KEY_FILE", folder.resolve("k").toString())
                .with("TWINKEEP_CACHE", "none")
                .with("TWINKEEP_MODEL", "m");
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    private String backUp(int day, String... options) throws Exception {
        shell.write("model/weights.bin", Shell.noise(day, 200_000));
        shell.write("model/day-" + day + ".json", ("{\"day\": " + day + "}").getBytes());
        var arguments = new ArrayList<Object>(List.of("backup", "--json"));
        arguments.addAll(List.of(options));
        arguments.add(folder.resolve("model"));
        Shell.Ended ended = shell.run(arguments.toArray()).expecting(0);
        return ended.json().get("version").toString();
    }

    private List<ObjectHistory.Version> versions(ObjectKey below) {
        try (Stream<ObjectHistory.Version> versions = bucket.history().versions(below)) {
            return versions.toList();
        }
    }

    /** A moment between what was and what comes: the store tells whole seconds. */
    private Instant between() {
        ObjectStore store = bucket.objects();
        Instant started = store.now();
        while (!store.now().isAfter(started.plusSeconds(1))) {
            Thread.onSpinWait();
        }
        Instant moment = store.now();
        while (!store.now().isAfter(moment.plusSeconds(1))) {
            Thread.onSpinWait();
        }
        return moment;
    }

    @Test
    void everyVersionComesBackFromBeforeSomebodyOverwroteAndDeletedAll() throws Exception {
        shell.run("init", "--lock-days", 1, "--single-writer").expecting(0);
        List<String> saved = List.of(backUp(0), backUp(1), backUp(2, "--full"), backUp(3));
        Instant before = between();

        destroyEverythingWithTheWritersCredentials();

        var robbed = shell.run("versions", "--json");
        assertThat(robbed.code()).isNotZero();
        assertThat((String) robbed.error().get("next")).contains("versions --as-of TIME", "restore --as-of TIME");
        assertThat(shell.run("versions", "--as-of", before, "--json")
                        .expecting(0)
                        .json()
                        .get("versions")
                        .toString())
                .contains(saved);
        assertThat(shell.run("show", "--as-of", before, "latest").expecting(0).out())
                .contains("day-3.json");
        assertThat(shell.run("diff", "--as-of", before, saved.getFirst(), "latest")
                        .expecting(0)
                        .out())
                .contains("+ day-3.json");
        assertThat(shell.run("verify", "--read-data", 100).code()).isNotZero();
        for (String version : saved) {
            Path target = folder.resolve("back-" + version);
            shell.run("restore", "--as-of", before, "--version", version, "--to", target)
                    .expecting(0);
            assertThat(shell.run("digest", target).expecting(0).out()).contains(version);
        }
    }

    private void destroyEverythingWithTheWritersCredentials() {
        ObjectStore store = bucket.objects();
        List<ObjectKey> keys;
        try (var objects = store.list(TEAM)) {
            keys = objects.map(object -> object.key()).toList();
        }
        assertThat(keys).hasSizeGreaterThan(10);
        for (ObjectKey key : keys) {
            for (ObjectHistory.Version version : versions(key)) {
                assertThatThrownBy(() -> bucket.history().delete(version)).isInstanceOf(Refused.class);
            }
            store.put(key, ObjectBody.of("mine now"));
            store.delete(key);
        }
        try (var left = store.list(TEAM)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void everythingThatABackupWritesIsLocked() throws Exception {
        shell.run("init", "--lock-days", 1, "--single-writer").expecting(0);
        backUp(0);

        Instant nearlyADay = bucket.objects().now().plus(Duration.ofHours(23));
        List<ObjectHistory.Version> all = versions(TEAM).stream()
                .filter(version -> !version.key().value().startsWith(TEAM + "/probe/"))
                .toList();
        assertThat(all).extracting(version -> version.key().name()).contains("repository.json", "repository-copy.json");
        assertThat(all)
                .allSatisfy(version -> assertThat(bucket.history().lockedUntil(version))
                        .hasValueSatisfying(until -> assertThat(until).isAfter(nearlyADay)));
    }

    @Test
    void pruneWaitsForTheLocksAndThenDeletesVersionByVersion() throws Exception {
        shell.run("init", "--single-writer").expecting(0);
        backUp(0);
        backUp(1);
        backUp(2, "--full");
        shell.run("verify", "--read-data", 100).expecting(0);
        ObjectKey set = new ObjectKey(TEAM + "/models/m/1-1");
        // Real locks that end in a moment: days would be too long for a test.
        Instant end = bucket.objects().now().plusSeconds(8);
        versions(set).forEach(version -> bucket.history().lock(version, end));

        Shell.Ended early = shell.run("prune", "--keep-sets", 1, "--json").expecting(0);
        assertThat(early.out()).contains("locked until " + end.toString().substring(0, 16));
        assertThat(shell.run("versions", "--json").expecting(0).out()).contains("1-1");

        while (!bucket.objects().now().isAfter(end.plusSeconds(1))) {
            Thread.onSpinWait();
        }
        shell.run("prune", "--keep-sets", 1).expecting(0);

        List<ObjectHistory.Version> left = versions(set);
        assertThat(left).isNotEmpty().allSatisfy(version -> {
            assertThat(version.key().value()).startsWith(set + "/slots/");
            assertThat(version.marker()).isFalse();
            assertThat(version.latest()).isTrue();
        });
        shell.run("restore", "--to", folder.resolve("back")).expecting(0);
        assertThat(folder.resolve("back/day-2.json")).exists();
    }
}
