package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchLayoutTest {
    private final TestWeights weights = TestWeights.transformer(1, TestWeights.Kind.F32, 1, 64);

    @Test
    void everyStorageIsANamedExtentWithTheTensorsBytes() throws IOException {
        byte[] file = archive();

        var tensors = Layouts.tensors(Layouts.of(file));

        assertThat(tensors).hasSameSizeAs(weights.tensors());
        assertThat(tensors.get(3).name()).isEqualTo("data/3\0[16384]");
        assertThat(tensors).allSatisfy(t -> assertThat(t.type()).isEqualTo(ElementType.OPAQUE));
        assertThat(tensors).allSatisfy(t -> assertThat(t.offset() % 64).isZero());
        int start = (int) tensors.get(3).offset();
        assertThat(Arrays.copyOfRange(file, start, start + 16384))
                .isEqualTo(weights.bytes(weights.tensors().get(3)));
    }

    @Test
    void theArchiveOfTheTestsIsARealOne(@TempDir Path directory) throws IOException {
        Path file = WeightFiles.pyTorch(weights, directory.resolve("model.pt"));

        try (var zip = new ZipFile(file.toFile())) {
            byte[] content = zip.getInputStream(zip.getEntry("archive/data/0")).readAllBytes();
            assertThat(content).isEqualTo(weights.bytes(weights.tensors().getFirst()));
        }
    }

    @Test
    void aCommentBehindTheDirectoryIsPassedOver() throws IOException {
        byte[] file = archive();
        file[file.length - 2] = 5;

        var extents = Layouts.of(new LittleEndian().bytes(file).text("PK\5\6!"));

        assertThat(Layouts.tensors(extents)).hasSameSizeAs(weights.tensors());
    }

    @Test
    void aDirectoryIn64BitsIsRead() throws IOException {
        var out = new ByteArrayOutputStream();
        var zip = new StoredZip(out);
        zip.add("m/data.pkl", 1, sink -> sink.write(1));
        zip.add("m/data/0", 64, sink -> sink.write(new byte[100]));
        zip.finish(true);

        assertThat(Layouts.tensors(Layouts.of(out.toByteArray())))
                .extracting(Extent::name)
                .containsExactly("data/0\0[100]");
    }

    @Test
    void aStorageBehindTheFirstFourGigabytesIsFound() {
        long far = 6_000_000_000L;
        long size = 5_000_000_000L;
        var local = new LittleEndian()
                .u32(0x04034b50)
                .bytes(new byte[22])
                .u16(8)
                .u16(2)
                .text("m/data/0")
                .u16(0);
        var end = new LittleEndian();
        entry(end, "m/data.pkl", 0, 0, 0);
        entry(end, "m/data/0", -1, -1, 28).u16(1).u16(24).u64(size).u64(size).u64(far);
        long start = far + local.size() + size;
        int bytes = end.size();
        end.u32(0x06064b50).u64(44).u32(0).u64(0).u64(2).u64(2).u64(bytes).u64(start);
        end.u32(0x07064b50).u32(0).u64(start + bytes).u32(1);
        end.u32(0x06054b50).u32(0).u16(0xffff).u16(0xffff).u32(-1).u32(-1).u16(0);
        var magic = new LittleEndian().u32(0x04034b50).u32(0);
        var file = new MemoryFile(
                start + end.size(), Map.of(0L, magic.toBytes(), far, local.toBytes(), start, end.toBytes()));

        assertThat(Layouts.tensors(Layouts.of(file)))
                .containsExactly(new Extent(far + local.size(), size, ElementType.OPAQUE, "data/0\0[" + size + "]"));
        assertThat(file.bytesRead()).isLessThan(100_000);
    }

    @Test
    void compressedEntriesAndOtherArchivesAreOpaque() throws IOException {
        byte[] archive = zip("m/data.pkl", "m/data/0");
        byte[] other = zip("word/document.xml", "data/0");

        assertThat(Layouts.of(archive)).isEqualTo(Layouts.opaque(archive.length));
        assertThat(Layouts.of(other)).isEqualTo(Layouts.opaque(other.length));
    }

    @Test
    void aDirectoryThatPlacesTwoStoragesInOneMakesTheFileOpaque() throws IOException {
        var directory = new LittleEndian();
        var local = new LittleEndian()
                .u32(0x04034b50)
                .bytes(new byte[22])
                .u16(0)
                .u16(0)
                .bytes(new byte[100]);
        entry(directory, "m/data.pkl", 0, 0, 0);
        entry(directory, "m/data/0", 100, 0, 0);
        entry(directory, "m/data/1", 100, 0, 0);
        int bytes = directory.size();
        var file = new LittleEndian().bytes(local.toBytes()).bytes(directory.toBytes());
        file.u32(0x06054b50).u32(0).u16(3).u16(3).u32(bytes).u32(local.size()).u16(0);

        assertThat(Layouts.of(file)).isEqualTo(Layouts.opaque(file.size()));
    }

    private static LittleEndian entry(LittleEndian out, String name, long size, long offset, int extra) {
        return out.u32(0x02014b50)
                .bytes(new byte[16])
                .u32(size)
                .u32(size)
                .u16(name.length())
                .u16(extra)
                .bytes(new byte[10])
                .u32(offset)
                .text(name);
    }

    private byte[] archive() throws IOException {
        var out = new ByteArrayOutputStream();
        WeightFiles.pyTorch(weights, out);
        return out.toByteArray();
    }

    private static byte[] zip(String... names) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (String name : List.of(names)) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(new byte[1000]);
            }
        }
        return out.toByteArray();
    }
}
