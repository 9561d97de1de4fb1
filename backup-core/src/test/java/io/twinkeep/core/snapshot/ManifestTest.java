package io.twinkeep.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void anyManifestIsReadAsItWasWritten() {
        for (int seed = 0; seed < 60; seed++) {
            Manifest manifest = new Samples(seed).anyManifest(random.nextInt(200));

            Manifest read = Manifest.read(manifest.pages(), "it");

            assertThat(List.copyOf(read.entries())).isEqualTo(List.copyOf(manifest.entries()));
            assertThat(read.version()).isEqualTo(manifest.version());
            assertThat(read.packs()).isEqualTo(manifest.packs());
            assertThat(read.files()).isEqualTo(manifest.files());
            assertThat(read.bytes()).isEqualTo(manifest.bytes());
        }
    }

    @Test
    void aFileOfManyChunksGoesOverSeveralPages() {
        for (int count : new int[] {1023, 1024, 1025, 2048, 5000}) {
            var samples = new Samples(count);
            var manifest = new Manifest(List.of(
                    samples.plainFile(1),
                    samples.file(FilePath.of("huge"), samples.chunks(count)),
                    samples.plainFile(2)));

            List<byte[]> pages = manifest.pages();

            assertThat(pages).hasSizeGreaterThanOrEqualTo((count + 1023) / 1024);
            assertThat(pages).allSatisfy(page -> assertThat(page.length).isLessThan(1 << 20));
            assertThat(List.copyOf(Manifest.read(pages, "it").entries())).isEqualTo(List.copyOf(manifest.entries()));
        }
    }

    @Test
    void theSameEntriesMakeTheSamePagesInWhateverOrderTheyCome() {
        var entries = new ArrayList<>(new Samples(1).anyManifest(500).entries());
        List<byte[]> pages = new Manifest(entries).pages();

        assertThat(new Manifest(entries.reversed()).pages())
                .usingElementComparator(Arrays::compare)
                .isEqualTo(pages);
    }

    @Test
    void oneChangeAmongTenThousandFilesRewritesFewPages() {
        var samples = new Samples(2);
        var entries = new ArrayList<FileEntry>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(samples.plainFile(2 * i));
        }
        Set<Sha256> before = digests(new Manifest(entries).pages());
        for (int round = 0; round < 20; round++) {
            int at = random.nextInt(entries.size());
            var changed = new ArrayList<>(entries);
            changed.set(at, samples.plainFile(2 * at));
            var inserted = new ArrayList<>(entries);
            inserted.add(samples.plainFile(2 * at + 1));
            var removed = new ArrayList<>(entries);
            removed.remove(at);

            assertThat(newPages(before, changed)).isBetween(1, 2);
            assertThat(newPages(before, inserted)).isBetween(1, 2);
            assertThat(newPages(before, removed)).isBetween(0, 2);
        }
    }

    @Test
    void aHundredThousandUnchangedFilesCostUnderTwoBytesEachADay() {
        var samples = new Samples(3);
        var entries = new ArrayList<FileEntry>();
        for (int i = 0; i < 100_000; i++) {
            entries.add(samples.plainFile(i));
        }
        List<byte[]> pages = new Manifest(entries).pages();

        Set<Sha256> again = digests(new Manifest(entries).pages());

        // What a day costs is one reference to each page: digest, pack, place and lengths, 60 bytes.
        assertThat(again).isEqualTo(digests(pages)).hasSize(pages.size());
        assertThat(60.0 * pages.size() / entries.size()).isLessThan(2);
        assertThat(pages).hasSizeBetween(100_000 / 128 / 2, 100_000 / 128 * 2);
        // Names that count up must not fall into few large pages: one change rewrites a page.
        assertThat(pages.stream().mapToInt(page -> page.length).max().orElseThrow())
                .isLessThan(256 << 10);
    }

    @Test
    void aChangeInAHugeFileRewritesOnePartOfIt() {
        var samples = new Samples(4);
        List<ChunkRef> chunks = samples.chunks(8192);
        FileEntry before = samples.file(FilePath.of("huge"), chunks);
        var changed = new ArrayList<>(chunks);
        ChunkRef old = changed.get(5000);
        changed.set(5000, new ChunkRef(old.chunk(), ~old.role()));
        FileEntry after = new FileEntry(before.stat(), before.digest(), changed);

        assertThat(newPages(digests(new Manifest(List.of(before)).pages()), List.of(after)))
                .isEqualTo(1);
    }

    @Test
    void flippedBitsAndCutsOfAPageAreCorruptAndNothingElse() {
        List<byte[]> pages = new Samples(5).anyManifest(60).pages();
        for (int i = 0; i < 20_000; i++) {
            byte[] page = pages.get(random.nextInt(pages.size()));
            byte[] hostile = Arrays.copyOf(page, random.nextInt(3) == 0 ? random.nextInt(page.length) : page.length);
            for (int flips = random.nextInt(1, 4); flips > 0 && hostile.length > 0; flips--) {
                hostile[random.nextInt(hostile.length)] ^= (byte) (1 << random.nextInt(8));
            }
            readOrCorrupt(hostile);
        }
    }

    @Test
    void everyCutOfAPageIsCorrupt() {
        byte[] page = new Samples(6).anyManifest(20).pages().getFirst();
        for (int length = 0; length < page.length; length++) {
            byte[] cut = Arrays.copyOf(page, length);
            assertThatThrownBy(() -> Manifest.read(List.of(cut), "it")).isInstanceOf(Corrupt.class);
        }
        assertThatThrownBy(() -> Manifest.read(List.of(Arrays.copyOf(page, page.length + 1)), "it"))
                .isInstanceOf(Corrupt.class);
    }

    @Test
    void randomBytesAreNeverMoreThanCorrupt() {
        for (int i = 0; i < 50_000; i++) {
            byte[] hostile = new byte[random.nextInt(200)];
            random.nextBytes(hostile);
            readOrCorrupt(hostile);
        }
    }

    @Test
    void hugeCountsCostNoMemory() {
        for (long count : new long[] {1 << 30, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            byte[] packs = new BinaryWriter().count(count).bytes();
            byte[] parts = new BinaryWriter().count(0).count(count).bytes();
            for (byte[] hostile : List.of(packs, parts)) {
                assertThatThrownBy(() -> Manifest.read(List.of(hostile), "it")).isInstanceOf(Corrupt.class);
            }
        }
    }

    @Test
    void pagesThatAreMissingRepeatedOrSwappedAreCorruptWhereTheyCutAnEntry() {
        var samples = new Samples(7);
        List<byte[]> pages = new Manifest(List.of(samples.file(FilePath.of("huge"), samples.chunks(4000)))).pages();
        assertThat(pages).hasSize(4);

        for (List<Integer> order : List.of(
                List.of(1, 2, 3), List.of(0, 1, 2), List.of(0, 2, 3), List.of(0, 1, 1, 2, 3), List.of(0, 1, 2, 3, 0))) {
            List<byte[]> picked = order.stream().map(pages::get).toList();
            assertThatThrownBy(() -> Manifest.read(picked, "it")).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void aPathBelowASymlinkOrAFileIsCorrupt() {
        var samples = new Samples(8);
        var link = new FileEntry(
                new FileStat(FilePath.of("a"), FileStat.Kind.SYMLINK, 0, -1, 0, 0, 0, "/etc"), null, List.of());
        FileEntry file = samples.file(FilePath.of("a"), List.of());
        FileEntry below = samples.file(FilePath.of("a/b/passwd"), samples.chunks(1));
        FileEntry between = samples.file(FilePath.of("a-b"), List.of());

        for (FileEntry above : List.of(link, file)) {
            List<byte[]> pages = new Manifest(List.of(above, between, below)).pages();
            assertThatThrownBy(() -> Manifest.read(pages, "it"))
                    .isInstanceOf(Corrupt.class)
                    .hasMessageContaining("a/b/passwd lies below a");
        }
    }

    @Test
    void whatCouldNotBeReadBackIsNotWritten() {
        for (FileStat bad : List.of(
                new FileStat(FilePath.of("a"), FileStat.Kind.SYMLINK, 0, 0100644, 0, 0, 0, "x"),
                new FileStat(FilePath.of("a"), FileStat.Kind.SYMLINK, 0, -2, 0, 0, 0, "x"),
                new FileStat(FilePath.of("a"), FileStat.Kind.SYMLINK, 0, 0644, 0, 0, 0, "\u0394"))) {
            var manifest = new Manifest(List.of(new FileEntry(bad, null, List.of())));
            assertThatThrownBy(manifest::pages).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private int newPages(Set<Sha256> before, List<FileEntry> entries) {
        Set<Sha256> after = digests(new Manifest(entries).pages());
        after.removeAll(before);
        return after.size();
    }

    private static Set<Sha256> digests(List<byte[]> pages) {
        var digests = new HashSet<Sha256>();
        pages.forEach(page -> digests.add(Sha256.of(page)));
        return digests;
    }

    /** Anything but a manifest or {@code Corrupt} fails the test. */
    private static void readOrCorrupt(byte[] page) {
        try {
            Manifest.read(List.of(page), "it");
        } catch (Corrupt e) {
            assertThat(e).hasMessageStartingWith("it is corrupt");
        }
    }
}
