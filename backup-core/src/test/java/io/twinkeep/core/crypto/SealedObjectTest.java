package io.twinkeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SealedObjectTest {
    private final SplittableRandom random = new SplittableRandom(2);
    private final DataKey key = DataKey.create(RepositoryId.random(random), 1, random);
    private final SealedHeader header =
            new SealedHeader(ObjectKind.SNAPSHOT, key.id(), Token.random(random), "clear".getBytes());
    private final byte[] object = SealedObject.seal(key, header, "body".getBytes());

    @Test
    void headerAndBodyComeBack() {
        SealedHeader read = SealedHeader.parse(object, "it");

        assertThat(read.kind()).isEqualTo(ObjectKind.SNAPSHOT);
        assertThat(read.keyId()).isEqualTo(key.id());
        assertThat(read.salt()).isEqualTo(header.salt());
        assertThat(read.clear()).isEqualTo("clear".getBytes());
        assertThat(read.bytes()).isEqualTo(Arrays.copyOf(object, header.length()));
        assertThat(SealedObject.open(key, read, object, "it")).isEqualTo("body".getBytes());
    }

    @Test
    void everyKindHasItsOwnCode() {
        for (ObjectKind kind : ObjectKind.values()) {
            assertThat(ObjectKind.ofCode(kind.code())).isEqualTo(kind);
        }
        assertThat(ObjectKind.ofCode(0)).isNull();
    }

    @Test
    void everyCutOfTheObjectIsCorrupt() {
        for (int length = 0; length < object.length; length++) {
            byte[] cut = Arrays.copyOf(object, length);
            assertThatThrownBy(() -> open(cut)).isInstanceOf(Corrupt.class).hasMessageContaining("it is corrupt");
        }
    }

    @Test
    void bytesAfterTheEndAreCorrupt() {
        assertThatThrownBy(() -> open(Arrays.copyOf(object, object.length + 1))).isInstanceOf(Corrupt.class);
    }

    @Test
    void anUnknownFormatVersionIsRefused() {
        byte[] newer = object.clone();
        newer[4] = 2;

        assertThatThrownBy(() -> open(newer)).isInstanceOf(Refused.class).hasMessageContaining("format version 2");
    }

    @Test
    void aClearLengthBeyondTheObjectCostsNoMemory() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, SealedHeader.MAX_CLEAR, object.length}) {
            byte[] hostile = object.clone();
            ByteBuffer.wrap(hostile).putInt(40, length);
            assertThatThrownBy(() -> open(hostile)).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void randomBytesAreNeverMoreThanAnErrorMessage() {
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = new byte[random.nextInt(120)];
            random.nextBytes(hostile);
            // Half of them start like an object, so that the rest is looked at too.
            if (i % 2 == 0) {
                System.arraycopy(object, 0, hostile, 0, Math.min(hostile.length, random.nextInt(48)));
            }
            if (!Arrays.equals(hostile, object)) {
                assertThatThrownBy(() -> open(hostile)).isInstanceOf(BackupException.class);
            }
        }
    }

    private byte[] open(byte[] bytes) {
        return SealedObject.open(key, SealedHeader.parse(bytes, "it"), bytes, "it");
    }
}
