package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What torch.save writes: a zip archive with one folder, in it {@code data.pkl}, a pickle that only Python can run and
 * that we never look into, and {@code data/0}, {@code data/1}, …, one stored entry per storage. What their elements are
 * only the pickle knows, so they are opaque, but named: the same storage is found again in the next checkpoint.
 */
final class PyTorchLayout {
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;

    private PyTorchLayout() {}

    static boolean matches(byte[] start) {
        return start.length > 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
    }

    static List<Extent> read(SourceFile file) throws Malformed {
        List<ZipDirectory.Entry> entries = ZipDirectory.read(file);
        String folder = folder(entries);
        var extents = new ArrayList<Extent>();
        for (ZipDirectory.Entry entry : entries) {
            if (entry.stored() && entry.size() > 0 && entry.name().startsWith(folder + "data/")) {
                String name = entry.name().substring(folder.length());
                long offset = dataOffset(file, entry.headerOffset());
                String fullName = TensorName.of(name, "", List.of(entry.size()));
                extents.add(new Extent(offset, entry.size(), ElementType.OPAQUE, fullName));
            }
        }
        return Cover.of(file.size(), extents);
    }

    /** The archive's one folder, which is named after the file, with its slash. */
    private static String folder(List<ZipDirectory.Entry> entries) throws Malformed {
        for (ZipDirectory.Entry entry : entries) {
            int slash = entry.name().indexOf('/');
            if (slash > 0 && entry.name().substring(slash + 1).equals("data.pkl")) {
                return entry.name().substring(0, slash + 1);
            }
        }
        throw new Malformed("a zip archive that PyTorch did not write");
    }

    /** Past the local header, whose name and padding may be longer than the directory's. */
    private static long dataOffset(SourceFile file, long headerOffset) throws Malformed {
        if (headerOffset > file.size() - LOCAL_BYTES) {
            throw new Malformed("an entry outside the file");
        }
        var reader = new HeaderReader(file, headerOffset, headerOffset + LOCAL_BYTES);
        if (reader.i32() != LOCAL_SIGNATURE) {
            throw new Malformed("no entry where the directory says");
        }
        reader.skip(22);
        int nameLength = reader.u16();
        int extraLength = reader.u16();
        return headerOffset + LOCAL_BYTES + nameLength + extraLength;
    }
}
