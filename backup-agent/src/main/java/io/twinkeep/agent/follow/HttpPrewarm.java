package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.Sha256;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request to the model service: a generation as users ask for.
 *
 * @param method for example {@code POST}
 * @param contentType of the body, where there is one
 * @param timeout for the whole answer, its body included: a cold model takes its time, a dead one all of it
 */
public record HttpPrewarm(
        URI uri, String method, Optional<String> contentType, String body, int expectedStatus, Duration timeout)
        implements Prewarm {
    @Override
    public void warm(Sha256 version, Path current) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build()) {
            try {
                int status = send(client, version);
                if (status != expectedStatus) {
                    throw failed("answered " + status + " where " + expectedStatus + " was expected", null);
                }
            } finally {
                client.shutdownNow();
            }
        }
    }

    private int send(HttpClient client, Sha256 version) {
        var answer = client.sendAsync(request(version), HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failed("did not answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw failed("could not be asked: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for: the program is stopping", e);
        }
    }

    private HttpRequest request(Sha256 version) {
        var body = this.body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(this.body);
        var request = HttpRequest.newBuilder(uri).method(method, body).header("Twinkeep-Version", version.toString());
        contentType.ifPresent(type -> request.header("Content-Type", type));
        return request.build();
    }

    /** Without the query, which may hold a token. */
    private Failed failed(String what, Exception cause) {
        return new Failed(
                "the prewarm request to " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath() + " " + what,
                "look at the log of the model service; its first answer after a switch takes longest",
                cause);
    }
}
