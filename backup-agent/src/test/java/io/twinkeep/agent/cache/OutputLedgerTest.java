package io.twinkeep.agent.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLedgerTest {
    private static final Sha256 DIGEST = Sha256.of(new byte[] {1});
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.000001Z");

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("outputs");
    }

    @Test
    void whatWasRecordedAndStoredIsKnownAfterARestart() {
        try (var ledger = OutputLedger.open(file())) {
            ledger.recorded(entry("雪/a.png", true));
            ledger.recorded(entry("b.png", true));
            ledger.recorded(entry("c.png", false));
            ledger.stored("雪/a.png", DIGEST, "outputs/1");
            ledger.gone("c.png");
        }
        try (var ledger = OutputLedger.open(file())) {
            assertThat(ledger.find("雪/a.png")).contains(entry("雪/a.png", true).stored("outputs/1"));
            assertThat(ledger.find("c.png")).isEmpty();
            assertThat(ledger.unstored()).extracting(UnstoredImage::path).containsExactly("b.png");
        }
    }

    @Test
    void aConfirmationOfOtherBytesConfirmsNothing() {
        try (var ledger = OutputLedger.open(file())) {
            ledger.recorded(entry("a.png", true));
            ledger.stored("a.png", Sha256.of(new byte[] {2}), "outputs/1");
            ledger.stored("other.png", DIGEST, "outputs/1");
            assertThat(ledger.unstored()).extracting(UnstoredImage::path).containsExactly("a.png");
        }
    }

    @Test
    void recordedAgainWithTheSameBytesItStaysStored() {
        try (var ledger = OutputLedger.open(file())) {
            ledger.recorded(entry("a.png", true));
            ledger.stored("a.png", DIGEST, "outputs/1");
            ledger.recorded(entry("a.png", true));
            assertThat(ledger.unstored()).isEmpty();
        }
    }

    @Test
    void cutOrFlippedItForgetsButNeverInvents() throws IOException {
        try (var ledger = OutputLedger.open(file())) {
            for (int i = 0; i < 20; i++) {
                ledger.recorded(entry(i + ".png", true));
            }
            ledger.stored("3.png", DIGEST, "outputs/3");
        }
        byte[] whole = Files.readAllBytes(file());
        for (int round = 0; round < 1000; round++) {
            var random = new Random(round);
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file(), damaged);
            try (var ledger = OutputLedger.open(file())) {
                for (String path : ledger.paths()) {
                    LedgerEntry entry = ledger.find(path).orElseThrow();
                    boolean stored = entry.storedAs().isPresent();
                    assertThat(entry.equals(entry(path, true)) || stored && path.equals("3.png"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aLongLifeDoesNotMakeItGrow() throws IOException {
        try (var ledger = OutputLedger.open(file())) {
            for (int i = 0; i < 30_000; i++) {
                ledger.recorded(entry("same.png", false));
            }
        }
        assertThat(Files.size(file())).isLessThan(5_000_000);
    }

    private static LedgerEntry entry(String path, boolean important) {
        return new LedgerEntry(path, new FileState(1, 2, 3, 4), DIGEST, TIME, important, Optional.empty());
    }
}
