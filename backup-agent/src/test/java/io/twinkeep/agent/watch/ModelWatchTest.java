package io.twinkeep.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.state.StateFile;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.PathFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelWatchTest {
    private static final Sha256 VERSION = Sha256.of(new byte[] {1});
    private static final WatchTimes TIMES = new WatchTimes(Duration.ofSeconds(10), Duration.ofSeconds(10));

    @TempDir
    Path folder;

    private Path model;
    private Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private ModelWatch watch;

    @BeforeEach
    void makeModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("model_index.json"), "{}");
        Files.write(model.resolve("a.safetensors"), safetensors(64));
        watch = watch();
    }

    private ModelWatch watch() {
        return new ModelWatch(
                ModelWatch.at(model.toString(), VfsSettings.DEFAULT),
                new PathFilter(List.of(), List.of("*.tmp")),
                TIMES,
                new StateFile(folder.resolve("watch.json")),
                () -> now);
    }

    private static byte[] safetensors(int bytes) {
        byte[] header = "{\"w\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(bytes, bytes)
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private Look.State after(int seconds) {
        now = now.plusSeconds(seconds);
        return watch.look().state();
    }

    @Test
    void aDirectoryIsReadyOnceItWasStillForLongEnough() throws IOException {
        assertThat(after(0)).isEqualTo(Look.State.MOVING);
        assertThat(after(9)).isEqualTo(Look.State.MOVING);
        Files.write(model.resolve("b.safetensors"), safetensors(10));
        assertThat(after(5)).isEqualTo(Look.State.MOVING);
        assertThat(after(9)).isEqualTo(Look.State.MOVING);
        assertThat(after(1)).isEqualTo(Look.State.READY);
    }

    @Test
    void whatWasTakenIsTheSameAlsoAfterARestartUntilItChanges() throws IOException {
        after(0);
        now = now.plusSeconds(10);
        watch.taken(watch.look(), VERSION);
        assertThat(after(1)).isEqualTo(Look.State.SAME);
        assertThat(watch.version()).contains(VERSION);

        watch = watch();
        assertThat(after(1)).isEqualTo(Look.State.SAME);
        Files.writeString(model.resolve("model_index.json"), "{ }");

        assertThat(after(1)).isEqualTo(Look.State.MOVING);
        assertThat(watch.version()).isEmpty();
    }

    @Test
    void aCutFileIsNotTakenHoweverLongItIsStill() throws IOException {
        byte[] whole = safetensors(1000);
        Path file = model.resolve("b.safetensors");
        for (int length : new int[] {0, 7, 20, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            after(0);
            assertThat(after(60)).as("%d bytes", length).isEqualTo(Look.State.INCOMPLETE);
            assertThat(watch.last().detail()).startsWith("b.safetensors ");
        }
        Files.write(file, new byte[whole.length]);
        after(0);
        assertThat(after(60)).as("space that was only reserved").isEqualTo(Look.State.INCOMPLETE);

        Files.write(file, whole);
        after(0);
        assertThat(after(10)).isEqualTo(Look.State.READY);
    }

    @Test
    void everyShardThatAnIndexNamesMustBeThere() throws IOException {
        Path unet = Files.createDirectory(model.resolve("unet"));
        Files.writeString(
                unet.resolve("diffusion.safetensors.index.json"),
                "{\"weight_map\": {\"x\": \"one.safetensors\", \"y\": \"two.safetensors\"}}");
        Files.write(unet.resolve("one.safetensors"), safetensors(1));
        after(0);
        assertThat(after(10)).isEqualTo(Look.State.INCOMPLETE);
        assertThat(watch.last().detail()).contains("unet/two.safetensors").doesNotContain("one.safetensors");

        Files.write(unet.resolve("two.safetensors"), safetensors(1));
        after(0);
        assertThat(after(10)).isEqualTo(Look.State.READY);
    }

    @Test
    void whatIsExcludedMovesNothing() throws IOException {
        after(0);
        now = now.plusSeconds(10);
        watch.taken(watch.look(), VERSION);
        Path sub = Files.createDirectory(folder.resolve("elsewhere"));
        assertThat(sub).exists();
        Files.writeString(model.resolve("note.tmp"), "x");

        assertThat(after(1)).isIn(Look.State.SAME);
    }

    @Test
    void aDirectoryThatIsGoneIsToldAndFoundAgain() throws IOException {
        after(0);
        Path away = folder.resolve("away");
        Files.move(model, away);
        assertThat(after(10)).isEqualTo(Look.State.UNREADABLE);
        Files.move(away, model);

        assertThat(after(1)).isEqualTo(Look.State.MOVING);
        assertThat(after(10)).isEqualTo(Look.State.READY);
    }

    @Test
    void aDirectoryThatTakesLongToLookAtIsLookedAtLessOften() {
        assertThat(TIMES.rest(Duration.ofMillis(10))).isEqualTo(TIMES.poll());
        assertThat(TIMES.rest(Duration.ofMillis(50))).isEqualTo(Duration.ofSeconds(15));
        assertThat(TIMES.rest(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(30));
    }
}
