package io.twinkeep.core.placed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlacedObjectTest {
    private static final ObjectKey PLACE = new ObjectKey("outputs/2026/11/28/abc");

    private final SplittableRandom random = new SplittableRandom(7);
    private final RepositoryId repository = RepositoryId.random(random);
    private final DataKey key = DataKey.create(repository, 1, random);
    private final KeyRing keys = new KeyRing(List.of(key));
    private final byte[] index = "what it is".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private final byte[] content = new byte[70_000];
    private final byte[] object = sealed();

    private byte[] sealed() {
        random.nextBytes(content);
        var origin = new PlacedHeader.Origin(ObjectKind.OUTPUT, key, repository, PLACE);
        return PlacedObject.seal(origin, Token.random(random), new byte[] {5}, index, ObjectBody.of(content));
    }

    private PlacedHeader header(byte[] bytes) {
        return PlacedHeader.parse(bytes, ObjectKind.OUTPUT, PLACE, "it");
    }

    private byte[] open(byte[] bytes) {
        PlacedHeader header = header(bytes);
        DataKey opening = header.key(keys, "it");
        PlacedObject.index(opening, header, bytes, "it");
        return PlacedObject.content(opening, header, bytes, "it");
    }

    @Test
    void whatWasSealedOpens() {
        assertThat(PlacedObject.isWhole(object)).isTrue();
        assertThat(header(object).details()).containsExactly(5);
        assertThat(open(object)).isEqualTo(content);
        assertThat(PlacedObject.index(key, header(object), Arrays.copyOf(object, 300), "it"))
                .isEqualTo(index);
    }

    @Test
    void anyFlippedBitIsSeenWithoutTheKey() {
        for (int at = 0; at < object.length; at += at < 400 || at > object.length - 50 ? 1 : 997) {
            byte[] flipped = object.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));

            assertThat(PlacedObject.isWhole(flipped)).as("byte %d", at).isFalse();
            assertThatThrownBy(() -> open(flipped)).isInstanceOf(BackupException.class);
        }
    }

    @Test
    void anyCutIsSeenWithoutTheKey() {
        for (int length = 0; length < object.length; length += length < 400 ? 1 : 997) {
            byte[] cut = Arrays.copyOf(object, length);

            assertThat(PlacedObject.isWhole(cut)).as("%d bytes", length).isFalse();
            assertThatThrownBy(() -> open(cut)).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void anObjectThatLiesElsewhereIsRefused() {
        var other = new ObjectKey("outputs/2026/11/29/abc");

        assertThatThrownBy(() -> PlacedHeader.parse(object, ObjectKind.OUTPUT, other, "it"))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("another place");
        assertThatThrownBy(() -> PlacedHeader.parse(object, ObjectKind.RECORDS, PLACE, "it"))
                .isInstanceOf(Corrupt.class);
    }

    @Test
    void aChangedOriginIsSeenAndAnotherKeyOpensNothing() {
        byte[] changed = object.clone();
        changed[44] ^= 1; // the first byte of the repository's id

        assertThat(header(changed).repository()).isNotEqualTo(repository);
        assertThatThrownBy(() -> open(changed)).isInstanceOf(Corrupt.class);
        var stranger = new KeyRing(List.of(DataKey.create(repository, 1, random)));
        assertThatThrownBy(() -> header(object).key(stranger, "it")).isInstanceOf(Refused.class);
    }

    @Test
    void anUnknownVersionIsRefused() {
        byte[] newer = object.clone();
        newer[4] = 2;

        assertThatThrownBy(() -> header(newer)).isInstanceOf(Refused.class);
    }
}
