package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists objects and versions, a thousand per request. Keys that are none of ours in form are passed over. */
final class S3Listing {
    /** Where the next page of versions starts; empty texts at the first. */
    private record Marker(String key, String version) {}

    private final S3Http http;

    S3Listing(S3Http http) {
        this.http = http;
    }

    Stream<ObjectInfo> objects(String prefix) {
        return Pages.stream("", token -> objectPage(prefix, token));
    }

    private Pages.Page<ObjectInfo, String> objectPage(String prefix, String token) {
        var request = S3Request.ofBucket("GET")
                .withQuery("list-type", "2")
                .withQuery("encoding-type", "url")
                .withQuery("max-keys", "1000")
                .withQuery("prefix", prefix);
        if (!token.isEmpty()) {
            request = request.withQuery("continuation-token", token);
        }
        S3Document document = http.exchange(request, "could not list '" + prefix + "' in", S3Document::read);
        requireRoot(document, "ListBucketResult");
        List<ObjectInfo> infos = document.entries().stream()
                .flatMap(entry -> info(document, entry))
                .toList();
        return new Pages.Page<>(infos, next(document, "NextContinuationToken"));
    }

    private static Stream<ObjectInfo> info(S3Document document, S3Document.Entry entry) {
        return key(document, entry)
                .map(key -> new ObjectInfo(key, size(entry), time(entry), etag(entry.fields())))
                .stream();
    }

    Stream<ObjectHistory.Version> versions(String prefix) {
        return Pages.stream(new Marker("", ""), marker -> versionPage(prefix, marker));
    }

    private Pages.Page<ObjectHistory.Version, Marker> versionPage(String prefix, Marker marker) {
        var request = S3Request.ofBucket("GET")
                .withQuery("versions", "")
                .withQuery("encoding-type", "url")
                .withQuery("max-keys", "1000")
                .withQuery("prefix", prefix);
        if (!marker.key.isEmpty()) {
            request = request.withQuery("key-marker", marker.key).withQuery("version-id-marker", marker.version);
        }
        S3Document document =
                http.exchange(request, "could not list the versions of '" + prefix + "' in", S3Document::read);
        requireRoot(document, "ListVersionsResult");
        List<ObjectHistory.Version> versions = document.entries().stream()
                .flatMap(entry -> version(document, entry))
                .toList();
        Optional<Marker> next = next(document, "NextKeyMarker")
                .map(key -> new Marker(
                        document.decoded(key),
                        document.field("NextVersionIdMarker").orElse("")));
        return new Pages.Page<>(versions, next);
    }

    private static Stream<ObjectHistory.Version> version(S3Document document, S3Document.Entry entry) {
        return key(document, entry)
                .map(key -> new ObjectHistory.Version(
                        key,
                        entry.fields().getOrDefault("VersionId", "null"),
                        entry.name().equals("DeleteMarker"),
                        Boolean.parseBoolean(entry.fields().get("IsLatest")),
                        entry.name().equals("DeleteMarker") ? 0 : size(entry),
                        time(entry)))
                .stream();
    }

    private void requireRoot(S3Document document, String root) {
        if (!document.root().equals(root)) {
            throw new Refused(
                    http.address() + " answered a listing with '" + document.root() + "'",
                    "check that the address is that of an S3 store");
        }
    }

    private Optional<String> next(S3Document document, String field) {
        if (!Boolean.parseBoolean(document.fields().get("IsTruncated"))) {
            return Optional.empty();
        }
        return Optional.of(document.field(field)
                .orElseThrow(() -> new Refused(http.address() + " cut a listing without saying how to go on")));
    }

    private static Optional<ObjectKey> key(S3Document document, S3Document.Entry entry) {
        try {
            return Optional.of(new ObjectKey(document.decoded(entry.fields().getOrDefault("Key", ""))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long size(S3Document.Entry entry) {
        try {
            return Long.parseLong(entry.fields().getOrDefault("Size", ""));
        } catch (NumberFormatException e) {
            throw new Refused("the store listed an object without a size: " + entry.fields(), "", e);
        }
    }

    private static Instant time(S3Document.Entry entry) {
        try {
            return Instant.parse(entry.fields().getOrDefault("LastModified", ""));
        } catch (DateTimeException e) {
            throw new Refused("the store listed an object without a time: " + entry.fields(), "", e);
        }
    }

    private static String etag(Map<String, String> fields) {
        return fields.getOrDefault("ETag", "").replace("\"", "");
    }
}
