package io.twinkeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectCipherTest {
    private static final int SEALED_FRAME = ObjectCipher.FRAME + ObjectCipher.TAG;

    private final SplittableRandom random = new SplittableRandom(1);
    private final DataKey key = DataKey.create(RepositoryId.random(random), 1, random);
    private final SealedHeader header = header();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 65_535, 65_536, 65_537, 131_072, 1 << 20})
    void whatWasSealedOpensToTheSameBytes(int length) {
        byte[] plain = bytes(length);

        byte[] sealed = seal(header, 44, plain);

        assertThat(sealed).hasSize(ObjectCipher.sealedLength(length));
        assertThat(ObjectCipher.plainLength(sealed.length)).isEqualTo(length);
        assertThat(open(header, 44, sealed)).isEqualTo(plain);
    }

    @Test
    void nothingOfThePlainBytesShows() {
        byte[] sealed = seal(header, 44, new byte[300]);

        assertThat(sealed).isNotEqualTo(seal(header(), 44, new byte[300]));
        assertThat(Arrays.copyOf(sealed, 16))
                .isNotEqualTo(new byte[16])
                .isNotEqualTo(Arrays.copyOfRange(sealed, 16, 32));
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] sealed = seal(header, 44, bytes(200));

        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] flipped = flip(sealed, bit);
            assertCorrupt(() -> open(header, 44, flipped));
        }
    }

    @Test
    void aFlippedBitIsFoundInAnyFrameAndTag() {
        byte[] sealed = seal(header, 44, bytes(3 * ObjectCipher.FRAME - 5));

        for (int i = 0; i < 200; i++) {
            byte[] flipped = flip(sealed, random.nextInt(8 * sealed.length));
            assertCorrupt(() -> open(header, 44, flipped));
        }
        for (int bit = 8 * ObjectCipher.FRAME; bit < 8 * SEALED_FRAME; bit++) {
            byte[] flipped = flip(sealed, bit);
            assertCorrupt(() -> open(header, 44, flipped));
        }
    }

    @Test
    void everyFlippedBitOfTheHeaderIsFound() {
        byte[] object = SealedObject.seal(key, header, bytes(50));

        for (int bit = 0; bit < 8 * header.length(); bit++) {
            byte[] flipped = flip(object, bit);
            assertThatThrownBy(() -> {
                        SealedHeader changed = SealedHeader.parse(flipped, "it");
                        SealedObject.open(key, changed, flipped, "it");
                    })
                    .isInstanceOf(io.twinkeep.core.errors.BackupException.class);
        }
    }

    @Test
    void aStretchOpensOnlyInItsPlace() {
        byte[] sealed = seal(header, 44, bytes(100));

        assertCorrupt(() -> open(header, 45, sealed));
        assertCorrupt(() -> open(header, 44 + (1L << 32), sealed));
        assertCorrupt(() -> open(header(), 44, sealed));
    }

    @Test
    void aStretchCutAtAFrameBorderIsFound() {
        byte[] sealed = seal(header, 44, bytes(3 * ObjectCipher.FRAME));

        for (int frames = 0; frames < 3; frames++) {
            byte[] cut = Arrays.copyOf(sealed, frames * SEALED_FRAME);
            assertCorrupt(() -> open(header, 44, cut));
        }
        // Neither does the end open without its beginning.
        byte[] end = Arrays.copyOfRange(sealed, SEALED_FRAME, sealed.length);
        assertCorrupt(() -> open(header, 44, end));
    }

    @Test
    void everyCutOfAStretchIsFound() {
        byte[] sealed = seal(header, 44, bytes(100));

        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertCorrupt(() -> open(header, 44, cut));
        }
    }

    @Test
    void swappedFramesAreFound() {
        byte[] sealed = seal(header, 44, bytes(3 * ObjectCipher.FRAME));
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, 0, swapped, SEALED_FRAME, SEALED_FRAME);
        System.arraycopy(sealed, SEALED_FRAME, swapped, 0, SEALED_FRAME);

        assertCorrupt(() -> open(header, 44, swapped));
    }

    @Test
    void aFrameOfAnotherObjectIsFound() {
        byte[] sealed = seal(header, 44, bytes(2 * ObjectCipher.FRAME));
        byte[] other = seal(header(), 44, bytes(2 * ObjectCipher.FRAME));
        System.arraycopy(other, 0, sealed, 0, SEALED_FRAME);

        assertCorrupt(() -> open(header, 44, sealed));
    }

    @Test
    void contentNeverOpensAsAnIndex() {
        byte[] sealed = seal(header, 44, bytes(100));
        var index = new ObjectCipher(key, header, ObjectCipher.Purpose.INDEX);

        assertCorrupt(() -> index.open(44, sealed, 0, sealed.length, new byte[100], 0, "it"));
    }

    @Test
    void anotherKeyDoesNotOpen() {
        byte[] sealed = seal(header, 44, bytes(100));
        var other = new ObjectCipher(DataKey.create(RepositoryId.random(random), 1, random), header);

        assertCorrupt(() -> other.open(44, sealed, 0, sealed.length, new byte[100], 0, "it"));
    }

    @Test
    void lengthsThatNoStretchHasAreToldApart() {
        for (int sealed : new int[] {-1, 0, 15, SEALED_FRAME + 3, Integer.MIN_VALUE}) {
            byte[] out = new byte[ObjectCipher.FRAME];
            byte[] in = new byte[2 * SEALED_FRAME];
            assertCorrupt(() -> new ObjectCipher(key, header).open(44, in, 0, sealed, out, 0, "it"));
        }
        assertThat(ObjectCipher.plainLength(Integer.MAX_VALUE)).isPositive().isLessThan(Integer.MAX_VALUE);
    }

    private byte[] seal(SealedHeader header, long position, byte[] plain) {
        byte[] out = new byte[ObjectCipher.sealedLength(plain.length)];
        int length = new ObjectCipher(key, header).seal(position, plain, 0, plain.length, out, 0);
        assertThat(length).isEqualTo(out.length);
        return out;
    }

    private byte[] open(SealedHeader header, long position, byte[] sealed) {
        byte[] out = new byte[Math.max(0, ObjectCipher.plainLength(sealed.length))];
        new ObjectCipher(key, header).open(position, sealed, 0, sealed.length, out, 0, "it");
        return out;
    }

    private SealedHeader header() {
        return new SealedHeader(ObjectKind.PACK, key.id(), Token.random(random), new byte[] {1, 2, 3});
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Corrupt.class).hasMessageContaining("it ");
    }
}
