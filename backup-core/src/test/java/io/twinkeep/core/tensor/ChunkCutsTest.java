package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.tensor.TestWeights.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkCutsTest {
    private static final int MAX = ChunkCuts.MAX_CHUNK;

    @Test
    void aLargeTensorIsCutFromItsOwnStartWhereverItLies() {
        List<Span> here = plan(new Extent(0, 1000, ElementType.OPAQUE, ""), tensor(1000, 2L * MAX + 100_000, "w"));
        List<Span> there = plan(new Extent(0, 70, ElementType.OPAQUE, ""), tensor(70, 2L * MAX + 100_000, "w"));

        assertThat(here).extracting(Span::offset).containsExactly(0L, 1000L, 1000L + MAX, 1000L + 2 * MAX);
        assertThat(here).extracting(Span::length).containsExactly(1000L, (long) MAX, (long) MAX, 100_000L);
        assertThat(here.getFirst().role()).isZero();
        assertThat(there)
                .extracting(Span::role)
                .containsExactlyElementsOf(here.stream().map(Span::role).toList());
        assertThat(new HashSet<>(here.stream().map(Span::role).toList())).hasSize(4);
    }

    @Test
    void theRoleOfATensorNeverChangesBecauseItIsStored() {
        assertThat(plan(tensor(0, MAX + 70_000, "layers.0.weight\0BF16[1]")))
                .extracting(span -> Long.toHexString(span.role()))
                .containsExactly("96df8fa9ddbc8ad3", "a157f51577685678");
    }

    @Test
    void aTensorOfExabytesIsPlannedWithoutListingItsBlocks() {
        var blocks = ChunkCuts.plan(List.of(tensor(0, Long.MAX_VALUE, "w"))).iterator();

        assertThat(blocks.next().offset()).isZero();
        assertThat(blocks.next().offset()).isEqualTo(MAX);
    }

    @Test
    void smallTensorsOfOneTypeNextToEachOtherShareAPiece() {
        List<Span> spans = plan(row(0, 10_000, 512, "norm"));

        assertThat(spans).allSatisfy(span -> assertThat(span.length()).isLessThanOrEqualTo(1 << 20));
        assertThat(spans).hasSizeBetween(10, 60);
        assertThat(spans).allSatisfy(span -> assertThat(span.type()).isEqualTo(ElementType.BF16));
    }

    @Test
    void groupsEndBetweenTypesAndBeforeLargeTensors() {
        List<Span> spans = plan(
                new Extent(0, 8, ElementType.F32, "a"),
                new Extent(8, 8, ElementType.F32, "b"),
                new Extent(16, 8, ElementType.BF16, "c"),
                new Extent(24, 70_000, ElementType.BF16, "d"),
                new Extent(70_024, 8, ElementType.BF16, "e"));

        assertThat(spans).extracting(Span::length).containsExactly(16L, 8L, 70_000L, 8L);
    }

    @Test
    void paddingBetweenSmallTensorsJoinsThemAndPaddingBehindThemDoesNot() {
        List<Span> spans = plan(
                new Extent(0, 8, ElementType.F32, "a"),
                new Extent(8, 24, ElementType.OPAQUE, ""),
                new Extent(32, 8, ElementType.F32, "b"),
                new Extent(40, 24, ElementType.OPAQUE, ""));

        assertThat(spans).extracting(Span::length).containsExactly(40L, 24L);
    }

    @Test
    void paddingThatWouldPutTheElementsOutOfStepDoesNotJoin() {
        List<Span> spans = plan(
                new Extent(0, 8, ElementType.F32, "a"),
                new Extent(8, 3, ElementType.OPAQUE, ""),
                new Extent(11, 8, ElementType.F32, "b"));

        assertThat(spans).hasSize(3);
    }

    @Test
    void aGroupOfOneHasTheRoleOfTheTensorAlone() {
        long alone = plan(tensor(0, 100, "a")).getFirst().role();

        assertThat(plan(tensor(0, 100, "a"), new Extent(100, 70_000, ElementType.F32, "big")))
                .extracting(Span::role)
                .contains(alone);
    }

    @Test
    void cuttingARowOfSmallTensorsElsewhereChangesOnlyTheGroupsAtTheCut() {
        Set<Long> whole = roles(row(0, 20_000, 512, "norm"));
        Set<Long> parts = new HashSet<>(roles(row(0, 7_777, 512, "norm")));
        parts.addAll(roles(row(7_777, 12_223, 512, "norm")));

        var lost = new HashSet<>(whole);
        lost.removeAll(parts);
        assertThat(lost).hasSizeLessThanOrEqualTo(3);
        assertThat(whole).hasSizeGreaterThan(30);
    }

    @Test
    void aReshardedModelKeepsNearlyAllOfItsPieces(@TempDir Path directory) throws IOException {
        var weights = TestWeights.transformer(1, Kind.BF16, 4, 512);
        Map<Long, String> three = pieces(WeightFiles.safetensors(weights, directory, "three", 3));
        Map<Long, String> one = pieces(WeightFiles.safetensors(weights, directory, "one", 1));

        long same = one.entrySet().stream()
                .filter(piece -> piece.getValue().equals(three.get(piece.getKey())))
                .count();
        assertThat(same).isGreaterThanOrEqualTo(one.size() - 6L);
        assertThat(one).hasSizeGreaterThan(24);
    }

    @Test
    void bytesWithoutANameAreCutByContentUnlessTheyAreFew() {
        assertThat(plan(Layouts.opaque(1 << 16).getFirst()))
                .extracting(Span::cutByContent)
                .containsExactly(false);
        assertThat(plan(Layouts.opaque(1 << 30).getFirst()))
                .containsExactly(new Span(0, 1 << 30, ElementType.OPAQUE, 0, true));
    }

    private static List<Span> plan(Extent... extents) {
        var spans = new ArrayList<Span>();
        ChunkCuts.plan(List.of(extents)).forEach(spans::add);
        return spans;
    }

    private static Set<Long> roles(Extent... extents) {
        return new HashSet<>(plan(extents).stream().map(Span::role).toList());
    }

    private static Extent tensor(long offset, long length, String name) {
        return new Extent(offset, length, ElementType.BF16, name);
    }

    private static Extent[] row(int first, int count, long length, String name) {
        return IntStream.range(0, count)
                .mapToObj(i -> tensor(i * length, length, name + (first + i)))
                .toArray(Extent[]::new);
    }

    /** The content of every piece that has a role, by its role. */
    private static Map<Long, String> pieces(List<Path> files) throws IOException {
        var pieces = new HashMap<Long, String>();
        for (Path path : files) {
            byte[] content = Files.readAllBytes(path);
            for (Span span : ChunkCuts.plan(TensorLayouts.of(FilePath.of("model"), new MemoryFile(content)))) {
                if (span.role() != 0) {
                    pieces.put(
                            span.role(),
                            Sha256.of(content, (int) span.offset(), (int) span.length())
                                    .toString());
                }
            }
        }
        return pieces;
    }
}
