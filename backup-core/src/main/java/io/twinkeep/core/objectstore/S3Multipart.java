package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.parallel.Parallel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sends one large body in parts; the object appears with the last request. Never used for a conditional create. */
final class S3Multipart {
    // At least 5 MiB by the protocol; 10,000 parts of this size are far more than a body can have.
    private static final int PART = 32 << 20;
    private static final int PARTS_AT_ONCE = 4;
    private static final String WHAT = "could not upload";

    private final S3Http http;

    S3Multipart(S3Http http) {
        this.http = http;
    }

    void put(ObjectKey key, ObjectBody body, Map<String, String> headers) {
        String upload = begin(key, headers);
        try {
            int parts = Math.ceilDiv(body.length(), PART);
            List<Integer> numbers = IntStream.rangeClosed(1, parts).boxed().toList();
            List<String> etags = Parallel.map(PARTS_AT_ONCE, numbers, number -> part(key, body, upload, number));
            complete(key, upload, etags);
        } catch (RuntimeException e) {
            abort(key, upload);
            throw e;
        }
    }

    private String begin(ObjectKey key, Map<String, String> headers) {
        var request = S3Request.of("POST", key).withQuery("uploads", "").withHeaders(headers);
        return http.exchange(request, WHAT, S3Document::read)
                .field("UploadId")
                .orElseThrow(() -> new Refused(http.address() + " began an upload in parts without naming it"));
    }

    private String part(ObjectKey key, ObjectBody body, String upload, int number) {
        int from = (number - 1) * PART;
        var window = new ObjectBody(body.array(), body.offset() + from, Math.min(PART, body.length() - from));
        var request = S3Request.of("PUT", key)
                .withQuery("partNumber", Integer.toString(number))
                .withQuery("uploadId", upload)
                // Buckets with Object Lock want a digest of each part, and this one every store can check.
                .withHeader("Content-MD5", md5(window))
                .withBody(new WindowBody(window));
        return http.exchange(request, WHAT, answer -> answer.header("ETag", ""));
    }

    private void complete(ObjectKey key, String upload, List<String> etags) {
        var xml = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < etags.size(); i++) {
            xml.append("<Part><PartNumber>").append(i + 1).append("</PartNumber><ETag>");
            xml.append(etags.get(i).replace("\"", "&quot;")).append("</ETag></Part>");
        }
        xml.append("</CompleteMultipartUpload>");
        var request = S3Request.of("POST", key)
                .withQuery("uploadId", upload)
                .withBody(new WindowBody(ObjectBody.of(xml.toString())));
        S3Document document = http.exchange(request, WHAT, S3Document::read);
        // The answer's status is sent before the parts are joined, so a failure comes with status 200.
        if (!document.root().equals("CompleteMultipartUploadResult")) {
            throw new Unavailable(WHAT + " " + request.place(http.address()) + ": the store could not join the parts: "
                    + document.field("Code").orElse(document.root()));
        }
    }

    private void abort(ObjectKey key, String upload) {
        try {
            http.exchange(S3Request.of("DELETE", key).withQuery("uploadId", upload), WHAT, answer -> null);
        } catch (BackupException e) {
            // The failure that led here is the one to tell; the bucket's lifecycle rule removes what stays.
        }
    }

    static String md5(ObjectBody body) {
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(body.array(), body.offset(), body.length());
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
