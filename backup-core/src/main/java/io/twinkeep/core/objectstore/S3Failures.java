package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;

/** Sorts what an S3 store answers by what to do next; the only place that knows its error codes. */
final class S3Failures {
    private static final int MOST_TEXT = 64 << 10;
    private static final Pattern CODE = Pattern.compile("<Code>\\s*([A-Za-z0-9.]{1,100})\\s*</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,300})</Message>");

    private final S3Config config;

    S3Failures(S3Config config) {
        this.config = config;
    }

    /**
     * @param text the body of the answer, empty where it has none
     * @param signed this host's time when the request was signed
     * @param storeTime the store's time when it answered
     */
    BackupException refusal(
            String what, S3Request request, int status, String text, Instant signed, Optional<Instant> storeTime) {
        String code = first(CODE, text).orElse("");
        String place = what + " " + request.place(config.address());
        String message = place + ": the store answered " + status + " " + code
                + first(MESSAGE, text).map(said -> " (" + said + ")").orElse("");
        return switch (code) {
            case "NoSuchBucket" ->
                new Missing(
                        "there is no bucket '" + config.bucket() + "' at " + config.endpoint(),
                        "check the repository's address, or make the bucket");
            case "RequestTimeTooSkewed", "RequestExpired" -> skewed(place, signed, storeTime);
            case "InvalidAccessKeyId" ->
                new Refused(
                        place + ": the store does not know access key " + accessKey(),
                        "check the access key and that it belongs to " + config.endpoint());
            case "SignatureDoesNotMatch" ->
                new Refused(place + ": the secret key does not fit access key " + accessKey(), "check the secret key");
            case "AccessDenied" ->
                new Refused(
                        place + ": access denied to access key " + accessKey(),
                        "check the bucket's policy and the rights of this access key");
            case "AuthorizationHeaderMalformed",
                    "PermanentRedirect",
                    "TemporaryRedirect",
                    "IllegalLocationConstraint" ->
                new Refused(message, "check the endpoint and the region, which is '" + config.region() + "'");
            case "QuotaExceeded", "InsufficientCapacity", "InsufficientStorage", "XMinioStorageFull" ->
                new Failed(message, "the store is full: free space or raise the quota, then run the command again");
            // The body was damaged or cut on the way, or came too slowly: all worth another try.
            case "BadDigest", "XAmzContentChecksumMismatch", "IncompleteBody", "RequestTimeout", "SlowDown" ->
                new Unavailable(message);
            default -> byStatus(status, message, request);
        };
    }

    private static BackupException byStatus(int status, String message, S3Request request) {
        boolean conditional = request.headers().containsKey("If-None-Match");
        return switch (status) {
            case 404 -> new Missing(message);
            case 412 -> new Conflict(message + ": it exists already");
            case 409 -> conditional ? new Conflict(message + ": somebody else writes it") : new Unavailable(message);
            case 416 -> new Corrupt(message + ": the object ends before the range");
            case 501 -> new Refused(message, "this store lacks a function that is needed");
            case 507 -> new Failed(message, "the store is full: free space, then run the command again");
            case 408, 425, 429 -> new Unavailable(message);
            default ->
                status >= 500
                        ? new Unavailable(message)
                        : new Refused(message, "check the address, the access key and the bucket's policy");
        };
    }

    private static Refused skewed(String place, Instant signed, Optional<Instant> storeTime) {
        String times = storeTime
                .map(time -> ": here it is " + signed.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        + ", at the store " + time + " ("
                        + Duration.between(time, signed).abs().toMinutes()
                        + " minutes apart)")
                .orElse("");
        return new Refused(
                place + ": this host's clock and the store's differ too much" + times,
                "set this host's clock by NTP, or ask the store's operator to set theirs");
    }

    private String accessKey() {
        return config.credentials().accessKey();
    }

    /** No answer, or a broken one. */
    BackupException unreachable(String message, IOException cause) {
        String next = isNobodyThere(cause) ? "check that " + config.endpoint() + " is up and reachable from here" : "";
        return new Unavailable(message + ": " + reason(cause), next, cause);
    }

    /** Whether the connection was refused, or its host is not known: no hiccup of a store that works. */
    static boolean isNobodyThere(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof UnknownHostException;
    }

    /** The cause's words, which some exceptions lack. */
    static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** The start of an error's body; a store can't make us read more. */
    static String readText(Response answer) throws IOException {
        return new String(answer.body().byteStream().readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
