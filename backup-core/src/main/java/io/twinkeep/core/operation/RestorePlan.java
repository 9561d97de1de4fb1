package io.twinkeep.core.operation;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.snapshot.FileEntry;
import java.util.List;

/**
 * What a restore will do, before anything is written: the files that are right already, those to write, the other
 * entries of the version, and what is there that the version does not have. {@code bytesToFetch} comes from the store,
 * {@code bytesReused} from what is here.
 */
public record RestorePlan(
        List<FileEntry> right,
        List<FileEntry> toWrite,
        List<FileEntry> others,
        List<FileStat> extraneous,
        long bytesToWrite,
        long bytesToFetch,
        long bytesReused) {
    List<FilePath> extraneousPaths() {
        return extraneous.stream().map(FileStat::path).toList();
    }
}
