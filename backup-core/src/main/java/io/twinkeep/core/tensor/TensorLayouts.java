package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.ids.FilePath;
import java.util.Arrays;
import java.util.List;

/**
 * Which extents make up a file. The content decides (safetensors, GGUF 2 and 3, PyTorch zip, npy), never the file's
 * name: models are renamed freely. Thread-safe.
 */
public final class TensorLayouts {
    /** More tensors than any model has; a file that claims more would cost memory and gain nothing. */
    static final int MAX_TENSORS = 1_000_000;

    private static final int PREFIX = 16;

    private TensorLayouts() {}

    /**
     * The extents of the file, in its order, covering 0 to its size without gap or overlap; none is empty, so an empty
     * file has none. A file of unknown format, or one whose headers contradict themselves, is one opaque extent. Reads
     * headers only, at most 64 MiB of them, and never allocates by a length that the file does not have.
     *
     * @param path names the tensor of a format that gives it no name of its own (npy)
     * @throws io.twinkeep.core.errors.Failed if the disk says no
     */
    public static List<Extent> of(FilePath path, SourceFile file) {
        if (file.size() == 0) {
            return List.of();
        }
        try {
            return recognised(path, file);
        } catch (Malformed e) {
            return List.of(new Extent(0, file.size(), ElementType.OPAQUE, ""));
        }
    }

    private static List<Extent> recognised(FilePath path, SourceFile file) throws Malformed {
        var prefix = new byte[PREFIX];
        int length = file.read(0, prefix, 0, (int) Math.min(PREFIX, file.size()));
        byte[] start = Arrays.copyOf(prefix, length);
        if (SafetensorsLayout.matches(start)) {
            return SafetensorsLayout.read(file);
        }
        if (GgufLayout.matches(start)) {
            return GgufLayout.read(file);
        }
        if (PyTorchLayout.matches(start)) {
            return PyTorchLayout.read(file);
        }
        if (NpyLayout.matches(start)) {
            return NpyLayout.read(path, file);
        }
        throw new Malformed("no known format");
    }
}
