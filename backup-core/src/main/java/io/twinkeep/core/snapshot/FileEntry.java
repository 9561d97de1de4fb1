package io.twinkeep.core.snapshot;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.util.List;

/** One line of a manifest: what the file system said, and for a file its digest and the chunks that make it up. */
public record FileEntry(FileStat stat, Sha256 digest, List<ChunkRef> chunks) {
    public FileEntry {
        boolean file = stat.kind() == FileStat.Kind.FILE;
        if (file == (digest == null) || (!file && !chunks.isEmpty())) {
            throw new IllegalArgumentException("not a manifest entry: " + stat.path());
        }
        if (file && chunks.stream().mapToLong(c -> c.chunk().rawLength()).sum() != stat.size()) {
            throw new IllegalArgumentException("the chunks of " + stat.path() + " do not make up its size");
        }
    }

    public FilePath path() {
        return stat.path();
    }

    public boolean isFile() {
        return stat.kind() == FileStat.Kind.FILE;
    }
}
