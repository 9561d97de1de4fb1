package io.twinkeep.agent.cache;

import io.twinkeep.agent.metadata.ImageFile;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads one image that is still, has it recorded, and remembers that. */
final class Taking {
    private static final int SLICE = 128 << 10;

    private final Path root;
    private final OutputLedger ledger;
    private final OutputTaker taker;
    private final InstantSource clock;

    Taking(Path root, OutputLedger ledger, OutputTaker taker, InstantSource clock) {
        this.root = root;
        this.ledger = ledger;
        this.taker = taker;
        this.clock = clock;
    }

    /** False if it changed while it was read; nothing was recorded then. */
    boolean take(Path file, FileState state) throws IOException {
        Sha256 digest = digest(file);
        boolean whole = ImageFile.isWhole(file);
        var sidecar = ImageFile.sidecar(file);
        if (!FileState.of(file).equals(Optional.of(state))) {
            return false;
        }
        String path = OutputPaths.text(root, file);
        Instant modified = Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(state.modified()));
        OutputTaker.Taken taken =
                taker.take(new SettledImage(file, path, state.bytes(), modified, digest, sidecar, whole));
        ledger.recorded(new LedgerEntry(path, state, digest, clock.instant(), taken.important(), Optional.empty()));
        taken.then().run();
        return true;
    }

    static Sha256 digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] slice = new byte[SLICE];
        try (var in = Files.newInputStream(file)) {
            for (int count = in.read(slice); count >= 0; count = in.read(slice)) {
                digest.update(slice, 0, count);
            }
        }
        return Sha256.finish(digest);
    }
}
