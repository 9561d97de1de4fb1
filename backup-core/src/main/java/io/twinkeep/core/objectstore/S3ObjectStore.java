package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.Response;

/**
 * Objects in a bucket. Bodies up to 64 MiB go in one request, larger ones in parts; a conditional create is always one
 * request with {@code If-None-Match: *}, sent once. Safe for use by many threads.
 */
public final class S3ObjectStore implements ObjectStore {
    private static final int LARGEST_SINGLE_PUT = 64 << 20;

    private final S3Http http;
    private final int lockDays;
    private final S3Listing listing;
    private final S3Multipart multipart;

    public S3ObjectStore(S3Config config, InstantSource clock) {
        this(new S3Http(config, clock), config.lockDays());
    }

    S3ObjectStore(S3Http http, int lockDays) {
        this.http = http;
        this.lockDays = lockDays;
        this.listing = new S3Listing(http);
        this.multipart = new S3Multipart(http);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        if (body.length() > LARGEST_SINGLE_PUT) {
            multipart.put(key, body, lockHeaders());
            return;
        }
        http.exchange(putRequest(key, body), "could not write", answer -> null);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        http.once(putRequest(key, body).withHeader("If-None-Match", "*"), "could not create");
    }

    private S3Request putRequest(ObjectKey key, ObjectBody body) {
        return S3Request.of("PUT", key)
                .withHeader("x-amz-checksum-crc32c", WindowBody.crc32c(body))
                .withHeaders(lockHeaders())
                .withBody(new WindowBody(body));
    }

    private Map<String, String> lockHeaders() {
        if (lockDays == 0) {
            return Map.of();
        }
        Instant storeTime = http.storeTime().orElseGet(this::now);
        Instant until = storeTime.plus(Duration.ofDays(lockDays)).truncatedTo(ChronoUnit.SECONDS);
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-amz-object-lock-mode", "COMPLIANCE");
        headers.put("x-amz-object-lock-retain-until-date", until.toString());
        return headers;
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return range(S3Request.of("GET", key), range);
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return whole(S3Request.of("GET", key), limit);
    }

    byte[] range(S3Request request, ByteRange range) {
        String place = request.place(http.address());
        long last = range.offset() + range.length() - 1;
        if (last < 0) {
            throw new Corrupt(place + " ends before the range from " + range.offset());
        }
        return http.exchange(
                request.withHeader("Range", "bytes=" + range.offset() + "-" + last),
                "could not read",
                answer -> S3Answers.range(answer, range, place));
    }

    byte[] whole(S3Request request, int limit) {
        String place = request.place(http.address());
        return http.exchange(request, "could not read", answer -> S3Answers.whole(answer, limit, place));
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        try {
            return Optional.of(
                    http.exchange(S3Request.of("HEAD", key), "could not look at", answer -> info(key, answer)));
        } catch (Missing e) {
            if (!http.bucketSeen()) {
                now();
            }
            return Optional.empty();
        } catch (Refused e) {
            // An answer to HEAD has no body that says why; this one has, and throws.
            now();
            throw e;
        }
    }

    private static ObjectInfo info(ObjectKey key, Response answer) {
        Instant modified = answer.headers().getInstant("Last-Modified");
        String length = answer.header("Content-Length", "");
        if (modified == null || !length.matches("[0-9]{1,18}")) {
            throw new Refused("the store told no size or time of " + key);
        }
        return new ObjectInfo(
                key, Long.parseLong(length), modified, answer.header("ETag", "").replace("\"", ""));
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        return listing.objects(folder.value() + "/");
    }

    @Override
    public void delete(ObjectKey key) {
        delete(S3Request.of("DELETE", key));
    }

    void delete(S3Request request) {
        try {
            http.exchange(request, "could not delete", answer -> null);
        } catch (Missing e) {
            if (!http.bucketSeen()) {
                now();
            }
        }
    }

    /** Asks the bucket, with a request whose failure says why. */
    @Override
    public Instant now() {
        var request = S3Request.ofBucket("GET").withQuery("list-type", "2").withQuery("max-keys", "1");
        Instant date = http.exchange(
                request, "could not ask", answer -> answer.headers().getInstant("Date"));
        if (date == null) {
            throw new Refused(http.address() + " answers without a date", "the store or a proxy before it drops it");
        }
        return date;
    }

    @Override
    public String toString() {
        return http.address();
    }

    @Override
    public void close() {
        http.close();
    }
}
