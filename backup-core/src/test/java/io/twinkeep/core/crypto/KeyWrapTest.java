package io.twinkeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RepositoryId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class KeyWrapTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
    /** Where the Argon2id parameters lie: after magic, version, kind, three ids, generation, time and salt. */
    private static final int WORK_AT = 6 + 48 + 12 + 16;

    private final SplittableRandom random = new SplittableRandom(5);
    private final RepositoryId repository = RepositoryId.random(random);
    private final DataKey key = DataKey.create(repository, 3, random);
    private final KeyFile file = KeyFile.generate(repository, random);
    private final Passphrase phrase = new Passphrase("correct horse battery staple");
    private final KeyWrap wrap = KeyWrap.wrap(key, file, "Ada's laptop", CREATED, random);

    @Test
    void aWrapOpensWithItsKeyFileAndNoOther() {
        KeyWrap read = KeyWrap.parse(wrap.object(), "it");

        assertThat(read.id()).isEqualTo(wrap.id());
        assertThat(read.keyId()).isEqualTo(key.id());
        assertThat(read.generation()).isEqualTo(3);
        assertThat(read.created()).isEqualTo(CREATED);
        assertThat(read.label()).isEqualTo("Ada's laptop");
        assertThat(read.open(file)).hasValueSatisfying(this::isTheKey);
        assertThat(read.open(KeyFile.generate(repository, random))).isEmpty();
        assertThat(read.open(phrase)).isEmpty();
    }

    @Test
    void aWrapOpensWithItsPassphraseAndNoOther() {
        KeyWrap read =
                KeyWrap.parse(KeyWrap.wrap(key, phrase, "", CREATED, random).object(), "it");

        assertThat(read.kind()).isEqualTo(KeyWrap.Kind.PASSPHRASE);
        assertThat(read.open(phrase)).hasValueSatisfying(this::isTheKey);
        assertThat(read.open(new Passphrase("correct horse battery stable"))).isEmpty();
        assertThat(read.open(file)).isEmpty();
    }

    @Test
    void twoWrapsOfOneKeyShareNothingButItsId() {
        KeyWrap other = KeyWrap.wrap(key, file, "Ada's laptop", CREATED, random);

        assertThat(other.id()).isNotEqualTo(wrap.id());
        assertThat(Arrays.copyOfRange(other.object(), other.object().length - 52, other.object().length - 4))
                .isNotEqualTo(Arrays.copyOfRange(wrap.object(), wrap.object().length - 52, wrap.object().length - 4));
    }

    @Test
    void everyCutIsCorrupt() {
        for (int length = 0; length < wrap.object().length; length++) {
            byte[] cut = Arrays.copyOf(wrap.object(), length);
            assertThatThrownBy(() -> KeyWrap.parse(cut, "it")).isInstanceOf(Corrupt.class);
        }
        byte[] longer = Arrays.copyOf(wrap.object(), wrap.object().length + 1);
        assertThatThrownBy(() -> KeyWrap.parse(longer, "it")).isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> KeyWrap.parse(new byte[5000], "it")).isInstanceOf(Corrupt.class);
    }

    @Test
    void aFlippedBitIsToldFromAStrangersWrap() {
        for (int bit = 0; bit < 8 * wrap.object().length; bit++) {
            byte[] flipped = wrap.object().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> KeyWrap.parse(flipped, "it"))
                    .as("bit " + bit)
                    .isInstanceOfAny(Corrupt.class, Refused.class);
        }
    }

    @Test
    void aChangeWithAFittingChecksumNeverOpens() {
        for (int bit = 8 * 6; bit < 8 * (wrap.object().length - 4); bit++) {
            byte[] forged = wrap.object().clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            seal(forged);
            assertThat(openOrRefuse(forged)).as("bit " + bit).isEmpty();
        }
    }

    @Test
    void aWrapOfAnotherRepositoryDoesNotOpenWithThisOnesKeyFile() {
        var theirs = RepositoryId.random(random);
        var theirKey = DataKey.create(theirs, 4, random);
        byte[] moved = wrap.object().clone();
        System.arraycopy(bytes(theirs), 0, moved, 6, 16);
        seal(moved);

        assertThat(KeyWrap.parse(moved, "it").repository()).isEqualTo(theirs);
        assertThat(KeyWrap.parse(moved, "it").open(file)).isEmpty();
        assertThatThrownBy(() -> KeyWrap.wrap(theirKey, file, "", CREATED, random))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the key file is for repository " + repository);
    }

    @Test
    void aLabelHoldsOneShortLine() {
        for (String label : List.of("x".repeat(101), "two\nlines", "\u001b[31mred", "bell\u0007")) {
            assertThatThrownBy(() -> KeyWrap.wrap(key, file, label, CREATED, random))
                    .isInstanceOf(BadUsage.class);
        }
    }

    @Test
    void aRingSealsWithTheKeysOfItsOwnRepository() {
        var theirs = DataKey.create(RepositoryId.random(random), 9, random);
        var both = new KeyRing(List.of(key, theirs));

        assertThat(both.in(repository).newest()).isSameAs(key);
        assertThat(new KeyRing(List.of(theirs)).in(repository).newest()).isSameAs(theirs);
        assertThatThrownBy(both.in(RepositoryId.random(random))::newest)
                .isInstanceOf(Refused.class)
                .hasMessageContaining("several repositories");
    }

    private static byte[] bytes(RepositoryId id) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        id.token().write(bytes);
        return bytes.array();
    }

    /** Makes the checksum fit, as somebody who means it would. */
    private static void seal(byte[] object) {
        var crc = new CRC32C();
        crc.update(object, 0, object.length - 4);
        ByteBuffer.wrap(object).putInt(object.length - 4, (int) crc.getValue());
    }

    @Test
    void anUnknownFormatVersionIsRefused() {
        byte[] newer = wrap.object().clone();
        newer[4] = 9;

        assertThatThrownBy(() -> KeyWrap.parse(newer, "it")).isInstanceOf(Refused.class);
    }

    @Test
    void absurdWorkIsRefusedBeforeItIsDone() {
        byte[] object = KeyWrap.wrap(key, file, "", CREATED, random).object();
        object[5] = 1; // a passphrase's
        int[][] hostile = {
            {Integer.MAX_VALUE, 3, 1},
            {-1, 3, 1},
            {0, 3, 1},
            {(256 << 10) + 1, 3, 1},
            {64 << 10, 0, 1},
            {64 << 10, Integer.MAX_VALUE, 1},
            {64 << 10, 3, 0},
            {64 << 10, 3, -5},
            {64 << 10, 3, 1 << 24},
            {31, 3, 4}
        };
        long start = System.nanoTime();

        for (int[] work : hostile) {
            ByteBuffer.wrap(object)
                    .putInt(WORK_AT, work[0])
                    .putInt(WORK_AT + 4, work[1])
                    .putInt(WORK_AT + 8, work[2]);
            seal(object);
            assertThatThrownBy(() -> KeyWrap.parse(object, "it")).isInstanceOf(Corrupt.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void randomBytesAreNeverMoreThanAnErrorMessage() {
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = wrap.object().clone();
            for (int flips = 0; flips < 4; flips++) {
                hostile[random.nextInt(hostile.length)] = (byte) random.nextInt(256);
            }
            if (!Arrays.equals(hostile, wrap.object())) {
                assertThat(openOrRefuse(hostile)).isEmpty();
            }
        }
    }

    @Test
    void theNewestKeyOfARingIsTheSameForAllWriters() {
        var one = DataKey.create(repository, 4, random);
        var two = DataKey.create(repository, 4, random);

        DataKey newest = new KeyRing(List.of(key, one, two)).newest();

        assertThat(newest.generation()).isEqualTo(4);
        assertThat(new KeyRing(List.of(two, one, key)).newest()).isSameAs(newest);
        assertThat(new KeyRing(List.of(key)).key(key.id(), "it")).isSameAs(key);
    }

    @Test
    void aKeyThatIsNotOnTheRingIsRefusedByName() {
        var empty = new KeyRing(List.of());

        assertThatThrownBy(() -> empty.key(key.id(), "slot 3"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("slot 3 is sealed with data key " + key.id());
        assertThatThrownBy(empty::newest).isInstanceOf(Refused.class);
        assertThat(key.toString()).isEqualTo("data key " + key.id() + " (generation 3)");
    }

    @Test
    void keysForNamesDifferByPurpose() {
        assertThat(key.macKey("outputs"))
                .hasSize(32)
                .isEqualTo(key.macKey("outputs"))
                .isNotEqualTo(key.macKey("records"))
                .isNotEqualTo(key.secret());
    }

    private Optional<DataKey> openOrRefuse(byte[] object) {
        try {
            return KeyWrap.parse(object, "it").open(file);
        } catch (BackupException e) {
            return Optional.empty();
        }
    }

    private void isTheKey(DataKey opened) {
        assertThat(opened.secret()).isEqualTo(key.secret());
        assertThat(opened.id()).isEqualTo(key.id());
        assertThat(opened.generation()).isEqualTo(key.generation());
    }
}
