package io.twinkeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RepositoryId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    private Path file;
    private KeyFile key;

    @BeforeEach
    void create() {
        file = folder.resolve("backup.key");
        key = KeyFile.create(file, RepositoryId.random(new SplittableRandom(2)), new SplittableRandom(3));
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        assertThat(KeyFile.read(file).secret()).isEqualTo(key.secret());
        assertThat(KeyFile.read(file).repository()).isEqualTo(key.repository());
    }

    @Test
    void theLineOfARecoverySheetIsAKeyFileToo() throws IOException {
        Files.writeString(file, "# from the safe\r\n\r\n  " + key.line().replace(" ", "  ") + " \r\n");

        assertThat(KeyFile.read(file).secret()).isEqualTo(key.secret());
    }

    @Test
    void anExistingKeyFileIsNeverOverwritten() throws IOException {
        String before = Files.readString(file);

        assertThatThrownBy(() ->
                        KeyFile.create(file, RepositoryId.random(new SplittableRandom(2)), new SplittableRandom(4)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("exists already");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void aFileCutAtAnyLengthIsOneClearMessage() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        // Without its last line end the file is whole still.
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertNotWhole();
        }
    }

    @Test
    void everyMistypedLetterIsFound() throws IOException {
        String line = key.line();
        for (int i = 0; i < line.length(); i++) {
            char other = line.charAt(i) == 'x' ? 'y' : 'x';
            Files.writeString(file, line.substring(0, i) + other + line.substring(i + 1) + "\n");
            assertNotWhole();
        }
    }

    @Test
    void aModelNamedByMistakeIsNotReadIntoMemory() throws IOException {
        try (var huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3L << 30);
            huge.write("not a key".getBytes(StandardCharsets.US_ASCII));
        }

        assertThatThrownBy(() -> KeyFile.read(file)).isInstanceOf(BadUsage.class);
        assertThatThrownBy(() -> Passphrase.read(file)).isInstanceOf(BadUsage.class);
    }

    @Test
    void aMissingFileSaysWhatToDo() {
        assertThatThrownBy(() -> KeyFile.read(folder.resolve("none")))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("none");
    }

    @Test
    void aDirectoryInItsPlaceIsToldInWords() {
        assertThatThrownBy(() -> KeyFile.read(folder))
                .isInstanceOf(BadUsage.class)
                .hasMessage("the key file " + folder + " is a directory")
                .satisfies(e -> assertThat(((BadUsage) e).next()).doesNotContain("java"));
        assertThatThrownBy(() -> Passphrase.read(folder))
                .isInstanceOf(BadUsage.class)
                .hasMessage("the passphrase file " + folder + " is a directory");
    }

    @Test
    void nothingOfTheSecretIsPrinted() {
        assertThat(key.toString()).isEqualTo("key file");
        assertThat(new Passphrase("correct horse").toString()).isEqualTo("passphrase");
    }

    @Test
    void lineEndsAreNoPartOfAPassphraseButSpacesAre() throws IOException {
        Path phrase = folder.resolve("phrase");
        Files.writeString(phrase, "correct horse \r\n\n");

        assertThat(Passphrase.read(phrase).bytes()).isEqualTo("correct horse ".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPassphraseThatIsShortOrNoTextIsBadUsage() throws IOException {
        Path phrase = folder.resolve("phrase");
        assertThatThrownBy(() -> Passphrase.read(phrase)).isInstanceOf(Missing.class);
        Files.writeString(phrase, "short\n");
        assertThatThrownBy(() -> Passphrase.read(phrase)).isInstanceOf(BadUsage.class);
        Files.write(phrase, new byte[] {-1, -2, -3, -4, -5, -6, -7, -8, -9});
        assertThatThrownBy(() -> Passphrase.read(phrase)).isInstanceOf(BadUsage.class);
    }

    private void assertNotWhole() {
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(BadUsage.class)
                .hasMessage("the file " + file + " is not a whole Twinkeep key file");
    }
}
