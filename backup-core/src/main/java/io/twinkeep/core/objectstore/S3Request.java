package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.RequestBody;

/**
 * A request to a bucket, or to an object in it, before it is signed. Immutable; the {@code with} methods give changed
 * copies.
 */
record S3Request(
        String method,
        Optional<ObjectKey> key,
        Map<String, String> query,
        Map<String, String> headers,
        Optional<RequestBody> body) {
    static S3Request of(String method, ObjectKey key) {
        return new S3Request(method, Optional.of(key), Map.of(), Map.of(), Optional.empty());
    }

    static S3Request ofBucket(String method) {
        return new S3Request(method, Optional.empty(), Map.of(), Map.of(), Optional.empty());
    }

    S3Request withQuery(String name, String value) {
        return new S3Request(method, key, with(query, name, value), headers, body);
    }

    S3Request withHeader(String name, String value) {
        return new S3Request(method, key, query, with(headers, name, value), body);
    }

    S3Request withHeaders(Map<String, String> more) {
        var all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new S3Request(method, key, query, all, body);
    }

    S3Request withBody(RequestBody newBody) {
        return new S3Request(method, key, query, headers, Optional.of(newBody));
    }

    private static Map<String, String> with(Map<String, String> values, String name, String value) {
        var all = new LinkedHashMap<>(values);
        all.put(name, value);
        return all;
    }

    /** For messages: the object's or bucket's place below {@code address}. */
    String place(String address) {
        return key.map(name -> address + "/" + name).orElse(address);
    }
}
