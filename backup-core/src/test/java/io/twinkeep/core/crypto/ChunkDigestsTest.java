package io.twinkeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkDigestsTest {
    private final Random random = new Random(7);
    private final DataKey key = DataKey.create(RepositoryId.random(random), 1, random);
    private final ChunkDigests digests = new ChunkDigests(key);

    @Test
    void sameBytesHaveTheSameDigestWhereverTheyLie() {
        for (int length : new int[] {0, 1, 65535, 65536, 65537, 300_000}) {
            byte[] bytes = bytes(length);
            byte[] moved = new byte[length + 11];
            System.arraycopy(bytes, 0, moved, 7, length);
            assertThat(new ChunkDigests(key).of(moved, 7, length)).isEqualTo(digests.of(bytes));
            assertThat(digests.of(bytes)).isEqualTo(digests.of(bytes));
        }
    }

    @Test
    void aChangedBitAnywhereIsAnotherDigest() {
        byte[] bytes = bytes(200_000);
        Sha256 whole = digests.of(bytes);
        for (int i = 0; i < 200; i++) {
            int bit = random.nextInt(8 * bytes.length);
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(digests.of(bytes)).isNotEqualTo(whole);
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(digests.of(bytes)).isEqualTo(whole);
    }

    @Test
    void framesInAnotherOrderAndZerosOfAnyLengthDiffer() {
        byte[] bytes = bytes(2 * ObjectCipher.FRAME);
        byte[] swapped = new byte[bytes.length];
        System.arraycopy(bytes, 0, swapped, ObjectCipher.FRAME, ObjectCipher.FRAME);
        System.arraycopy(bytes, ObjectCipher.FRAME, swapped, 0, ObjectCipher.FRAME);
        assertThat(digests.of(swapped)).isNotEqualTo(digests.of(bytes));
        Set<Sha256> seen = new HashSet<>();
        for (int length = 0; length < 100; length++) {
            assertThat(seen.add(digests.of(new byte[length]))).isTrue();
        }
    }

    @Test
    void anotherKeyGivesAnotherDigest() {
        byte[] bytes = bytes(1000);
        assertThat(new ChunkDigests(DataKey.create(RepositoryId.random(random), 1, random)).of(bytes))
                .isNotEqualTo(digests.of(bytes));
    }

    @Test
    void manyThreadsShareOne() {
        byte[] bytes = bytes(100_000);
        Sha256 expected = digests.of(bytes);
        assertThat(IntStream.range(0, 500).parallel().mapToObj(i -> digests.of(bytes)))
                .allMatch(expected::equals);
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
