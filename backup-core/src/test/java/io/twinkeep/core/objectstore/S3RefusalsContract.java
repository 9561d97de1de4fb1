package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an operator did wrong is named, whatever call notices it first. */
abstract class S3RefusalsContract {
    private static final ObjectKey KEY = new ObjectKey("packs/aa");

    /** A bucket that exists and is empty. */
    abstract S3Config existingBucket();

    private static List<ThrowingCallable> everyCall(ObjectStore store) {
        return List.of(
                () -> store.put(KEY, ObjectBody.of("x")),
                () -> store.putIfAbsent(KEY, ObjectBody.of("x")),
                () -> store.get(KEY, 10),
                () -> store.get(KEY, new ByteRange(0, 1)),
                () -> store.find(KEY),
                () -> store.list(KEY).toList(),
                () -> store.delete(KEY),
                store::now);
    }

    private static S3Config with(S3Config config, S3Credentials credentials) {
        return new S3Config(config.endpoint(), config.bucket(), config.region(), credentials, config.timeouts(), 0);
    }

    @Test
    void aWrongSecretIsRefusedByEveryCallAndNotPrinted() {
        S3Config config = existingBucket();
        var wrong = new S3Credentials(config.credentials().accessKey(), "wrong-secret", Optional.empty());
        try (var store = new S3ObjectStore(with(config, wrong), InstantSource.system())) {
            for (ThrowingCallable call : everyCall(store)) {
                assertThatThrownBy(call)
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining("secret key")
                        .hasMessageContaining(config.credentials().accessKey())
                        .hasMessageNotContaining("wrong-secret");
            }
        }
    }

    @Test
    void anUnknownAccessKeyIsRefusedByEveryCall() {
        S3Config config = existingBucket();
        var unknown = new S3Credentials("NOBODY", config.credentials().secretKey());
        try (var store = new S3ObjectStore(with(config, unknown), InstantSource.system())) {
            for (ThrowingCallable call : everyCall(store)) {
                assertThatThrownBy(call).isInstanceOf(Refused.class).hasMessageContaining("access key NOBODY");
            }
        }
    }

    @Test
    void aMissingBucketIsMissingFromEveryCall() {
        S3Config config = existingBucket();
        var elsewhere = new S3Config(
                config.endpoint(), "no-such-bucket", config.region(), config.credentials(), config.timeouts(), 0);
        try (var store = new S3ObjectStore(elsewhere, InstantSource.system())) {
            for (ThrowingCallable call : everyCall(store)) {
                assertThatThrownBy(call)
                        .isInstanceOf(Missing.class)
                        .hasMessageContaining("bucket 'no-such-bucket'")
                        .hasMessageContaining(config.endpoint().toString());
            }
        }
    }

    @Test
    void aClockThatIsAnHourOffIsToldWithBothTimes() {
        S3Config config = existingBucket();
        for (Duration off : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            try (var store = new S3ObjectStore(config, InstantSource.offset(InstantSource.system(), off))) {
                String ours = Instant.now().plus(off).toString().substring(0, 14);
                for (ThrowingCallable call : everyCall(store)) {
                    assertThatThrownBy(call).isInstanceOfSatisfying(Refused.class, failure -> {
                        assertThat(failure)
                                .hasMessageContaining("clock")
                                .hasMessageContaining(ours)
                                .hasMessageMatching(".*\\b(59|60) minutes apart.*");
                        assertThat(failure.next()).contains("NTP");
                    });
                }
            }
        }
    }
}
