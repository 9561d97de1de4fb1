package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentCutterTest {
    private final byte[] content = random(64 << 20);

    @Test
    void piecesAreAQuarterOfAMebibyteOnAverageAndWithinTheirBounds() {
        List<Integer> lengths = lengths(content);

        assertThat(lengths.subList(0, lengths.size() - 1))
                .allSatisfy(length -> assertThat(length).isBetween(ContentCutter.MIN, ContentCutter.MAX));
        assertThat(content.length / lengths.size()).isBetween(230 << 10, 290 << 10);
    }

    @Test
    void theCutsNeverMoveBecauseTheyFindOldPiecesAgain() {
        assertThat(lengths(Arrays.copyOf(content, 2 << 20)))
                .containsExactly(
                        248_666, 239_857, 185_719, 197_878, 294_409, 202_387, 199_090, 222_274, 237_936, 68_936);
    }

    @Test
    void anInsertionChangesOnlyThePiecesAroundIt() {
        var longer = new byte[content.length + 7];
        System.arraycopy(content, 0, longer, 0, 20_000_000);
        System.arraycopy(content, 20_000_000, longer, 20_000_007, content.length - 20_000_000);

        var lost = new HashSet<>(digests(content));
        int all = lost.size();
        lost.removeAll(new HashSet<>(digests(longer)));

        assertThat(lost).hasSizeLessThanOrEqualTo(4);
        assertThat(all).isGreaterThan(200);
    }

    @Test
    void aDesertOfZerosIsCutAtTheLargestSize() {
        assertThat(lengths(new byte[(2 << 20) + 5])).containsExactly(1 << 20, 1 << 20, 5);
    }

    @Test
    void whatLiesBeforeOrBehindTheBytesAtHandDoesNotMatter() {
        int length = ContentCutter.cut(content, 0, ContentCutter.MAX);
        byte[] elsewhere = random(3 << 20);
        System.arraycopy(content, 0, elsewhere, 12_345, length);

        assertThat(ContentCutter.cut(elsewhere, 12_345, ContentCutter.MAX)).isEqualTo(length);
        assertThat(ContentCutter.cut(content, 0, length)).isEqualTo(length);
    }

    private static List<Integer> lengths(byte[] bytes) {
        var lengths = new ArrayList<Integer>();
        for (int at = 0; at < bytes.length; ) {
            int length = ContentCutter.cut(bytes, at, bytes.length - at);
            lengths.add(length);
            at += length;
        }
        return lengths;
    }

    private static List<Sha256> digests(byte[] bytes) {
        var digests = new ArrayList<Sha256>();
        int at = 0;
        for (int length : lengths(bytes)) {
            digests.add(Sha256.of(bytes, at, length));
            at += length;
        }
        return digests;
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
