package io.twinkeep.agent.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrewarmTest {
    private static final Sha256 VERSION = Sha256.of(new byte[] {1});

    @TempDir
    Path dir;

    private final CountDownLatch ended = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
    }

    private HttpPrewarm request(int status, Duration timeout) {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/generate?token=hidden");
        return new HttpPrewarm(uri, "POST", Optional.of("application/json"), "{\"prompt\":\"a cat\"}", status, timeout);
    }

    private void answer(int status) {
        server.createContext("/generate", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean asSent = body.equals("{\"prompt\":\"a cat\"}")
                    && exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestHeaders().getFirst("Twinkeep-Version").equals(VERSION.toString());
            exchange.sendResponseHeaders(asSent ? status : 400, -1);
            exchange.close();
        });
    }

    @Test
    void anAnswerWithTheExpectedStatusIsWarm() {
        answer(200);

        request(200, Duration.ofSeconds(20)).warm(VERSION, dir);
    }

    @Test
    void anotherStatusIsNotAndItsTokenIsNotTold() {
        answer(500);

        assertThatThrownBy(() -> request(200, Duration.ofSeconds(20)).warm(VERSION, dir))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("answered 500")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void aServiceThatHangsCostsItsTimeoutAlsoInTheMiddleOfItsAnswer() {
        server.createContext("/generate", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        assertThatThrownBy(() -> request(200, Duration.ofMillis(300)).warm(VERSION, dir))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("did not answer within");
    }

    @Test
    void aServiceThatIsNotThereIsNotWarm() {
        server.stop(0);

        assertThatThrownBy(() -> request(200, Duration.ofSeconds(20)).warm(VERSION, dir))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("could not be asked");
    }

    @Test
    void aCommandIsToldWhatIsCurrentAndWhere() throws IOException {
        Path out = dir.resolve("out");
        var command = List.of("/bin/sh", "-c", "echo $TWINKEEP_VERSION $TWINKEEP_CURRENT > " + out);

        new CommandPrewarm(command, Duration.ofSeconds(20)).warm(VERSION, dir);

        assertThat(Files.readString(out)).isEqualTo(VERSION + " " + dir + "\n");
    }

    @Test
    void aCommandThatFailsOrCannotBeStartedIsNotWarm() {
        assertThatThrownBy(() -> new CommandPrewarm(List.of("/bin/sh", "-c", "exit 3"), Duration.ofSeconds(20))
                        .warm(VERSION, dir))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("exit code 3");
        assertThatThrownBy(() ->
                        new CommandPrewarm(List.of("/no/such/command"), Duration.ofSeconds(20)).warm(VERSION, dir))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("can't be started");
    }

    @Test
    void aCommandThatHangsIsEndedWithWhatItStarted() throws IOException {
        Path pid = dir.resolve("pid");
        var command = List.of("/bin/sh", "-c", "sleep 600 & echo $! > " + pid + "; wait");

        assertThatThrownBy(() -> new CommandPrewarm(command, Duration.ofSeconds(2)).warm(VERSION, dir))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("did not end within");

        var child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        child.ifPresent(handle -> handle.onExit()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join());
        assertThat(child.filter(ProcessHandle::isAlive)).isEmpty();
    }
}
