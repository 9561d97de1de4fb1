package io.twinkeep.core.objectstore;

import io.minio.Signer;
import io.minio.errors.MinioException;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.OutcomeUnknown;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Signs requests to one bucket, sends them and sorts their failures. Signatures are MinIO's; bodies are sent as they are
 * with {@code UNSIGNED-PAYLOAD}, because hashing them first costs more than half of the upload speed, and every stored
 * byte is authenticated by what it belongs to anyway. Safe for use by many threads.
 */
final class S3Http implements AutoCloseable {
    /** What a caller makes of a successful answer; the answer is closed afterwards. */
    interface Reader<T> {
        T read(Response answer) throws IOException;
    }

    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final DateTimeFormatter SIGNING_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final S3Config config;
    private final InstantSource clock;
    private final S3Failures failures;
    private final OkHttpClient client;
    private final OkHttpClient onceClient;
    private volatile boolean bucketSeen;
    private volatile Duration storeClockAhead;

    /** @param clock for signatures; stores refuse one that is off by more than 15 minutes */
    S3Http(S3Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.failures = new S3Failures(config);
        this.client = client(config);
        // A pooled connection that the server has closed meanwhile would look like a lost answer, hence no pool.
        this.onceClient = client.newBuilder()
                .retryOnConnectionFailure(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .addNetworkInterceptor(chain -> {
                    chain.request().tag(AtomicBoolean.class).set(true);
                    return chain.proceed(chain.request());
                })
                .build();
    }

    private static OkHttpClient client(S3Config config) {
        S3Timeouts timeouts = config.timeouts();
        var builder = new OkHttpClient.Builder()
                .connectTimeout(timeouts.connect())
                .readTimeout(timeouts.read())
                .writeTimeout(timeouts.write())
                .callTimeout(timeouts.call())
                // One stream per connection: HTTP/2 would send all packs through one window.
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .connectionPool(new ConnectionPool(16, 30, TimeUnit.SECONDS))
                .dispatcher(new Dispatcher());
        config.authorities()
                .ifPresent(trusted -> builder.sslSocketFactory(trusted.socketFactory(), trusted.trustManager()));
        return builder.build();
    }

    String address() {
        return config.address();
    }

    /** Whether some answer has shown that the bucket exists. */
    boolean bucketSeen() {
        return bucketSeen;
    }

    /** Sends the request, again on another connection if a pooled one turned out to be dead, and reads the answer. */
    <T> T exchange(S3Request request, String what, Reader<T> reader) {
        Instant signed = clock.instant();
        try (Response answer =
                client.newCall(signed(request, signed, new AtomicBoolean())).execute()) {
            return read(request, what, reader, signed, answer);
        } catch (IOException e) {
            throw failed(what + " " + request.place(address()), e);
        }
    }

    /**
     * Sends the request once and on a connection of its own.
     *
     * @throws OutcomeUnknown if it may have been sent and no answer tells how it ended
     */
    void once(S3Request request, String what) {
        Instant signed = clock.instant();
        var sent = new AtomicBoolean();
        try (Response answer = onceClient.newCall(signed(request, signed, sent)).execute()) {
            if (answer.code() >= 500 || answer.code() == 408) {
                throw new OutcomeUnknown(what + " " + request.place(address()) + ": the store answered " + answer.code()
                        + ", which tells not whether it was done");
            }
            read(request, what, ignored -> null, signed, answer);
        } catch (IOException e) {
            String message = what + " " + request.place(address());
            throw sent.get() ? unknown(message, e) : failed(message, e);
        }
    }

    private BackupException failed(String message, IOException cause) {
        return misfit(message, cause).orElseGet(() -> failures.unreachable(message, cause));
    }

    private BackupException unknown(String message, IOException cause) {
        return misfit(message, cause)
                .orElseGet(() -> new OutcomeUnknown(message + ": no answer: " + S3Failures.reason(cause), "", cause));
    }

    private Optional<BackupException> misfit(String message, IOException cause) {
        return new TlsFailures(config).sorted(message, cause, bucketSeen).map(BackupException.class::cast);
    }

    private <T> T read(S3Request request, String what, Reader<T> reader, Instant signed, Response answer)
            throws IOException {
        Optional<Instant> storeTime = Optional.ofNullable(answer.headers().getInstant("Date"));
        if (!answer.isSuccessful()) {
            String text = S3Failures.readText(answer);
            throw failures.refusal(what, request, answer.code(), text, signed, storeTime);
        }
        bucketSeen = true;
        storeTime.ifPresent(time -> storeClockAhead = Duration.between(signed, time));
        return reader.read(answer);
    }

    /** The store's time now, as far as an earlier answer told it; empty before the first. */
    Optional<Instant> storeTime() {
        Duration ahead = storeClockAhead;
        return ahead == null ? Optional.empty() : Optional.of(clock.instant().plus(ahead));
    }

    private Request signed(S3Request request, Instant time, AtomicBoolean sent) {
        HttpUrl url = url(request);
        var builder = new Request.Builder()
                .url(url)
                .method(request.method(), request.body().orElse(emptyBodyOf(request.method())))
                .tag(AtomicBoolean.class, sent)
                // Bodies are encrypted: compressing them would only cost time and the known length.
                .header("Accept-Encoding", "identity")
                .header("Host", hostOf(url))
                .header("x-amz-content-sha256", UNSIGNED)
                .header("x-amz-date", SIGNING_TIME.format(time));
        config.credentials().sessionToken().ifPresent(token -> builder.header("x-amz-security-token", token));
        request.headers().forEach(builder::header);
        return sign(builder.build());
    }

    private Request sign(Request request) {
        S3Credentials credentials = config.credentials();
        try {
            return Signer.signV4S3(
                    request, config.region(), credentials.accessKey(), credentials.secretKey(), UNSIGNED);
        } catch (MinioException e) {
            throw new Failed("could not sign a request to " + address() + ": " + e.getMessage(), "", e);
        }
    }

    private static RequestBody emptyBodyOf(String method) {
        boolean needsBody = method.equals("PUT") || method.equals("POST");
        return needsBody ? new WindowBody(ObjectBody.of(new byte[0])) : null;
    }

    private HttpUrl url(S3Request request) {
        String path = "/" + config.bucket()
                + request.key()
                        .map(key -> "/" + encoded(key.value()).replace("%2F", "/"))
                        .orElse("");
        HttpUrl.Builder url =
                HttpUrl.get(config.endpoint().resolve("/")).newBuilder().encodedPath(path);
        request.query().forEach((name, value) -> url.addEncodedQueryParameter(encoded(name), encoded(value)));
        return url.build();
    }

    /** Percent-encodes all but letters, digits, '-', '.', '_' and '~', as signatures demand. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String hostOf(HttpUrl url) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        onceClient.connectionPool().evictAll();
    }
}
