package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and lines that break at the worst moment. */
final class S3FaultsTest {
    private static final ObjectKey KEY = new ObjectKey("slots/7");
    private static final ObjectBody BODY = ObjectBody.of(new byte[4 << 20]);
    private static final S3Timeouts SHORT =
            new S3Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(5));

    private static ObjectStore store(URI endpoint) {
        var credentials = new S3Credentials("KEY", "secret");
        return new S3ObjectStore(
                new S3Config(endpoint, "models", "us-east-1", credentials, SHORT, 0), InstantSource.system());
    }

    private static void against(ScriptedServer.Script script, Consumer<ObjectStore> test, int requests) {
        try (var server = new ScriptedServer(script);
                var store = store(server.endpoint())) {
            test.accept(store);
            assertThat(server.heads()).hasSize(requests);
        }
    }

    private static Consumer<ObjectStore> createThrows(Class<? extends Throwable> type) {
        return store -> assertThatThrownBy(() -> store.putIfAbsent(KEY, BODY))
                .isInstanceOf(type)
                .hasMessageContaining("models/slots/7");
    }

    private static Consumer<ObjectStore> putThrows(Class<? extends Throwable> type) {
        return store -> assertThatThrownBy(() -> store.put(KEY, BODY)).isInstanceOf(type);
    }

    private static Consumer<ObjectStore> getThrows(Class<? extends Throwable> type) {
        return store -> assertThatThrownBy(() -> store.get(KEY, 100)).isInstanceOf(type);
    }

    private static Consumer<ObjectStore> rangeThrows(Class<? extends Throwable> type) {
        return store ->
                assertThatThrownBy(() -> store.get(KEY, new ByteRange(5, 10))).isInstanceOf(type);
    }

    private static Consumer<ObjectStore> listThrows(Class<? extends Throwable> type) {
        return store -> assertThatThrownBy(() -> store.list(KEY).toList()).isInstanceOf(type);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aServerInTroubleLeavesACreateUnknownAndTheRestForLater(int status) {
        var script = ScriptedServer.answering(status, "<Error><Code>InternalError</Code></Error>");

        against(script, createThrows(OutcomeUnknown.class), 1);
        against(script, putThrows(Unavailable.class), 1);
        against(script, getThrows(Unavailable.class), 1);
        against(script, listThrows(Unavailable.class), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 412})
    void aTakenKeyIsAConflict(int status) {
        against(ScriptedServer.answering(status, ""), createThrows(Conflict.class), 1);
    }

    @Test
    void aLostAnswerLeavesACreateUnknownAndIsNotAskedForAgain() {
        ScriptedServer.Script lost = (body, length, socket) -> body.readNBytes(length);

        against(lost, createThrows(OutcomeUnknown.class), 1);
        against(lost, putThrows(Unavailable.class), 1);
    }

    @Test
    void anUploadThatIsCutInTheMiddleLeavesACreateUnknown() {
        ScriptedServer.Script cut = (body, length, socket) -> body.readNBytes(length / 2);

        against(cut, createThrows(OutcomeUnknown.class), 1);
        against(cut, putThrows(Unavailable.class), 1);
    }

    @Test
    void aServerThatNeverAnswersCostsTheReadTimeout() {
        var end = new CountDownLatch(1);
        ScriptedServer.Script silent = (body, length, socket) -> {
            body.readNBytes(length);
            await(end);
        };

        against(silent, createThrows(OutcomeUnknown.class), 1);
        against(silent, putThrows(Unavailable.class), 1);
        against(silent, getThrows(Unavailable.class), 1);
        end.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCreateThatNobodyReceivedDidNotHappen() throws IOException {
        URI nobody;
        try (var listener = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        }
        try (var store = store(nobody)) {
            assertThatThrownBy(() -> store.putIfAbsent(KEY, BODY))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            failure -> assertThat(failure.next()).contains(nobody.toString()));
            putThrows(Unavailable.class).accept(store);
        }
    }

    @Test
    void aDownloadThatIsCutInTheMiddleIsForLater() {
        against(ScriptedServer.answering(200, "Content-Length: 50\r\n", "only this"), getThrows(Unavailable.class), 1);
        against(
                ScriptedServer.answering(206, "Content-Length: 10\r\nContent-Range: bytes 5-14/100\r\n", "short"),
                rangeThrows(Unavailable.class),
                1);
    }

    @Test
    void aRangeThatIsNotTheOneAskedForIsNeverTakenForIt() {
        against(ScriptedServer.answering(200, "x".repeat(10)), rangeThrows(Refused.class), 1);
        against(
                ScriptedServer.answering(206, "Content-Length: 10\r\nContent-Range: bytes 0-9/100\r\n", "x".repeat(10)),
                rangeThrows(Refused.class),
                1);
        against(
                ScriptedServer.answering(
                        206, "Content-Length: 12\r\nContent-Range: bytes 5-16/100\r\n", "x".repeat(12)),
                rangeThrows(Refused.class),
                1);
        against(
                ScriptedServer.answering(206, "Content-Length: 4\r\nContent-Range: bytes 5-8/9\r\n", "xxxx"),
                rangeThrows(Corrupt.class),
                1);
    }

    @Test
    void aLengthAboveTheLimitIsRefusedBeforeItIsBelieved() {
        against(
                ScriptedServer.answering(200, "Content-Length: 8000000000000000000\r\n", "x"),
                getThrows(Corrupt.class),
                1);
        String chunks = "40\r\n" + "x".repeat(64) + "\r\n40\r\n" + "x".repeat(64) + "\r\n0\r\n\r\n";
        against(ScriptedServer.answering(200, "Transfer-Encoding: chunked\r\n", chunks), getThrows(Corrupt.class), 1);
        against(
                ScriptedServer.answering(200, "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
                store -> assertThat(store.get(KEY, 5)).hasSize(5),
                1);
    }

    @Test
    void aFullStoreFailsWithANextStep() {
        against(ScriptedServer.answering(507, ""), putThrows(Failed.class), 1);
        against(
                ScriptedServer.answering(403, "<Error><Code>QuotaExceeded</Code></Error>"),
                createThrows(Failed.class),
                1);
    }

    @Test
    void aDamagedUploadIsForLaterAndARedirectNamesTheRegion() {
        against(
                ScriptedServer.answering(400, "<Error><Code>BadDigest</Code></Error>"),
                putThrows(Unavailable.class),
                1);
        against(
                ScriptedServer.answering(
                        301,
                        "Location: http://elsewhere.invalid/\r\nContent-Length: 43\r\n",
                        "<Error><Code>PermanentRedirect</Code></Error>".substring(0, 43)),
                getThrows(Refused.class),
                1);
    }

    @Test
    void aListingThatIsNoneIsRefused() {
        String open = "<ListBucketResult><Name>models</Name>";
        for (String answer : new String[] {
            "<html><body>Welcome to the hotel</body></html>",
            "not XML at all",
            "",
            open,
            open + "<IsTruncated>true</IsTruncated></ListBucketResult>",
            open + "<Contents><Key>slots/7/a</Key><Size>many</Size></Contents></ListBucketResult>",
            open + "<Contents><Key>slots/7/a</Key><Size>1</Size><LastModified>x</LastModified></Contents>"
                    + "</ListBucketResult>",
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><ListBucketResult>&b;</ListBucketResult>"
        }) {
            against(ScriptedServer.answering(200, answer), listThrows(Refused.class), 1);
        }
    }

    @Test
    void keysThatAreNoneOfOursAreNotListed() {
        String entry =
                "<Contents><Key>%s</Key><Size>1</Size><LastModified>2026-11-23T10:00:00.000Z</LastModified></Contents>";
        String answer = "<ListBucketResult><IsTruncated>false</IsTruncated>"
                + entry.formatted("slots/7/") + entry.formatted("slots/7/with space") + entry.formatted("slots/7/a")
                + entry.formatted("slots/7/../x") + "</ListBucketResult>";

        against(
                ScriptedServer.answering(200, answer),
                store -> assertThat(store.list(KEY)).hasSize(1),
                1);
    }

    @Test
    void aMissingObjectIsMissingWhateverTheBodySays() {
        against(ScriptedServer.answering(404, "<html>gone</html>"), getThrows(Missing.class), 1);
    }

    @Test
    void aCreateIsOneRequestWithTheConditionAndItsChecksum() {
        try (var server = new ScriptedServer(ScriptedServer.answering(200, ""));
                var store = store(server.endpoint())) {
            store.putIfAbsent(KEY, ObjectBody.of(new byte[70 << 20]));

            assertThat(server.heads())
                    .singleElement()
                    .asString()
                    .startsWith("PUT /models/slots/7 HTTP/1.1\r\n")
                    .containsIgnoringCase("if-none-match: *\r\n")
                    .containsIgnoringCase("content-length: " + (70 << 20) + "\r\n")
                    .containsIgnoringCase("x-amz-content-sha256: UNSIGNED-PAYLOAD\r\n")
                    .containsIgnoringCase("x-amz-checksum-crc32c: ")
                    .containsPattern("SignedHeaders=[^ ]*if-none-match");
        }
    }
}
