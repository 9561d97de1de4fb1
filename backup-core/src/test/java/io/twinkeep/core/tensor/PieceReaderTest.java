package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.tensor.TestWeights.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceReaderTest {
    private static final FilePath PATH = FilePath.of("model.bin");

    @Test
    void thePiecesOfAFileAreItsBytesEachReadOnce() {
        for (int length : new int[] {1, 65_536, 65_537, 1 << 20, (1 << 20) + 1, 4 << 20, (4 << 20) + 1, 23_456_789}) {
            byte[] content = random(length);
            var file = new MemoryFile(content);

            assertThat(read(file, Layouts.opaque(length))).isEqualTo(content);
            assertThat(file.bytesRead()).isEqualTo(length);
        }
    }

    @Test
    void theWindowDoesNotChangeTheCuts() {
        byte[] content = random(30 << 20);
        var expected = new ArrayList<Integer>();
        for (int at = 0; at < content.length; at += expected.getLast()) {
            expected.add(ContentCutter.cut(content, at, content.length - at));
        }

        var reader = new PieceReader(PATH, new MemoryFile(content), span(0, content.length));
        var buffer = new byte[ChunkCuts.MAX_CHUNK];
        var lengths = new ArrayList<Integer>();
        for (int length = reader.next(buffer); length > 0; length = reader.next(buffer)) {
            lengths.add(length);
        }

        assertThat(lengths).isEqualTo(expected);
    }

    @Test
    void theSpansOfAModelAreReadInParallelAndAreTheModel() throws IOException {
        var out = new ByteArrayOutputStream();
        WeightFiles.safetensors(TestWeights.transformer(3, Kind.F32, 1, 1024), out);
        byte[] content = out.toByteArray();
        var file = new MemoryFile(content);
        var copy = new byte[content.length];

        Parallel.forEach(4, ChunkCuts.plan(TensorLayouts.of(PATH, file)), span -> {
            var buffer = new byte[ChunkCuts.MAX_CHUNK];
            var reader = new PieceReader(PATH, file, span);
            long position = reader.position();
            for (int length = reader.next(buffer); length > 0; length = reader.next(buffer)) {
                System.arraycopy(buffer, 0, copy, (int) position, length);
                position = reader.position();
            }
        });

        assertThat(Sha256.of(copy)).isEqualTo(Sha256.of(content));
    }

    @Test
    void aSpanBehindFourGigabytesIsRead() {
        byte[] content = random(3 << 20);
        long far = 5_000_000_000L;
        var reader = new PieceReader(
                PATH, new MemoryFile(far + content.length, Map.of(far, content)), span(far, content.length));
        var buffer = new byte[ChunkCuts.MAX_CHUNK];

        int length = reader.next(buffer);

        assertThat(Sha256.of(buffer, 0, length)).isEqualTo(Sha256.of(content, 0, length));
        assertThat(reader.position()).isEqualTo(far + length);
    }

    @Test
    void aFileThatBecameShorterIsAFailureThatNamesIt() {
        var shrunken = new MemoryFile(random(100_000));

        for (boolean cutByContent : new boolean[] {false, true}) {
            var reader = new PieceReader(PATH, shrunken, new Span(0, 200_000, ElementType.OPAQUE, 0, cutByContent));
            assertThatThrownBy(() -> reader.next(new byte[ChunkCuts.MAX_CHUNK]))
                    .isInstanceOf(Failed.class)
                    .hasMessageContaining("model.bin");
        }
    }

    private static byte[] read(MemoryFile file, List<Extent> extents) {
        var out = new ByteArrayOutputStream();
        var buffer = new byte[ChunkCuts.MAX_CHUNK];
        for (Span span : ChunkCuts.plan(extents)) {
            var reader = new PieceReader(PATH, file, span);
            for (int length = reader.next(buffer); length > 0; length = reader.next(buffer)) {
                out.write(buffer, 0, length);
            }
        }
        return out.toByteArray();
    }

    private static Span span(long offset, long length) {
        return new Span(offset, length, ElementType.OPAQUE, 0, true);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
