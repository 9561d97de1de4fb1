package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Stops a run whose source looks like an unmounted disk or an accident rather than like a version. */
final class Guards {
    private final Limits limits;
    private final boolean mayShrink;

    Guards(Limits limits, boolean mayShrink) {
        this.limits = limits;
        this.mayShrink = mayShrink;
    }

    void refuseEmpty(SourceTree source, Collection<FileStat> listing) {
        if (listing.stream().noneMatch(stat -> stat.kind() == FileStat.Kind.FILE)) {
            throw new Refused(
                    source + " holds no files: it looks unmounted, or --include and --exclude leave nothing",
                    "mount it or name the right directory; nothing was changed");
        }
    }

    void refuseShrunken(SourceTree source, Manifest previous, Collection<FileStat> listing) {
        Set<FilePath> present = new HashSet<>();
        listing.forEach(stat -> present.add(stat.path()));
        long vanished = previous.entries().stream()
                .filter(FileEntry::isFile)
                .filter(entry -> !present.contains(entry.path()))
                .count();
        if (!mayShrink && 100 * vanished > limits.vanishedPercent() * previous.files()) {
            throw new Refused(
                    vanished + " of the " + previous.files() + " files of the last snapshot are gone from " + source,
                    "if that is meant, run again with --allow-shrink; nothing was changed");
        }
    }
}
