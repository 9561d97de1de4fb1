package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** The versions in a versioned bucket. Safe for use by many threads. */
final class S3ObjectHistory implements ObjectHistory {
    private final S3Http http;
    private final S3ObjectStore objects;
    private final S3Listing listing;

    S3ObjectHistory(S3Http http, S3ObjectStore objects) {
        this.http = http;
        this.objects = objects;
        this.listing = new S3Listing(http);
    }

    /** Two listings: of the key itself, which comes first of all that begin with it, and of what is below it. */
    @Override
    public Stream<Version> versions(ObjectKey folder) {
        Stream<Version> own = listing.versions(folder.value())
                .takeWhile(version -> version.key().equals(folder));
        return Stream.concat(own, listing.versions(folder.value() + "/"));
    }

    @Override
    public byte[] get(Version version, int limit) {
        return objects.whole(request("GET", version), limit);
    }

    @Override
    public byte[] get(Version version, ByteRange range) {
        return objects.range(request("GET", version), range);
    }

    @Override
    public void delete(Version version) {
        objects.delete(request("DELETE", version));
    }

    /** Delete markers can't be locked, and in a bucket without locks nothing is. */
    @Override
    public Optional<Instant> lockedUntil(Version version) {
        if (version.marker()) {
            return Optional.empty();
        }
        var request = request("GET", version).withQuery("retention", "");
        try {
            return http.exchange(request, "could not read the lock of", S3Document::read)
                    .field("RetainUntilDate")
                    .map(S3ObjectHistory::instant);
        } catch (Missing | Refused e) {
            // Stores answer 404 or 400 where there is no lock; the version is then looked at, which tells other causes.
            http.exchange(request("HEAD", version), "could not look at", answer -> null);
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused("the store told a lock date that is none: '" + text + "'", "", e);
        }
    }

    @Override
    public void lock(Version version, Instant until) {
        if (lockedUntil(version).filter(locked -> !locked.isBefore(until)).isPresent()) {
            return;
        }
        String date = until.plusMillis(999).truncatedTo(ChronoUnit.SECONDS).toString();
        var body = ObjectBody.of("<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>COMPLIANCE</Mode>"
                + "<RetainUntilDate>" + date + "</RetainUntilDate></Retention>");
        var request = request("PUT", version)
                .withQuery("retention", "")
                .withHeader("Content-MD5", S3Multipart.md5(body))
                .withBody(new WindowBody(body));
        http.exchange(request, "could not lock", answer -> null);
    }

    private static S3Request request(String method, Version version) {
        return S3Request.of(method, version.key()).withQuery("versionId", version.id());
    }

    @Override
    public String toString() {
        return http.address();
    }
}
