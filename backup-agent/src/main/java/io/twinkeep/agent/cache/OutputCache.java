package io.twinkeep.agent.cache;

import io.twinkeep.agent.metadata.ImageFile;
import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The cache's directory: what is in it, and the removal of what a plan says. */
public final class OutputCache {
    private final Path root;
    private final OutputLedger ledger;
    private final EvictionRules rules;
    private final InstantSource clock;

    public OutputCache(Path root, OutputLedger ledger, EvictionRules rules, InstantSource clock) {
        this.root = OutputWatcher.real(root);
        this.ledger = ledger;
        this.rules = rules;
        this.clock = clock;
    }

    /** Looks at the whole cache; removes nothing. */
    public EvictionPlan plan() {
        return Eviction.plan(outputs(), rules, clock.instant());
    }

    /** Removes what the plan says, each output only if nothing about it changed; returns how many went. */
    public int apply(EvictionPlan plan) {
        int gone = 0;
        for (EvictionPlan.Evicted evicted : plan.evicted()) {
            Path file = OutputPaths.file(root, evicted.output().path());
            try {
                boolean same = output(file).equals(Optional.of(evicted.output()));
                if (same && file.toRealPath().startsWith(root)) {
                    remove(file);
                    ledger.gone(evicted.output().path());
                    gone++;
                }
            } catch (IOException e) {
                throw new Failed("can't remove " + file + ": " + e.getMessage(), "check its permissions", e);
            }
        }
        return gone;
    }

    /** The image first: left alone, it would be recorded again without what its sidecar tells. */
    private static void remove(Path image) throws IOException {
        List<Path> sidecars = ImageFile.sidecarNames(image);
        Files.delete(image);
        for (Path sidecar : sidecars) {
            if (ImageFile.imagesOf(sidecar).isEmpty() && Files.isRegularFile(sidecar, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(sidecar);
            }
        }
    }

    private List<CachedOutput> outputs() {
        var outputs = new ArrayList<CachedOutput>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (ImageFile.isImage(file) && !isHidden(file)) {
                    output(file).ifPresent(outputs::add);
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new Failed("can't read the output cache " + root + ": " + e.getMessage(), "check the disk", e);
        }
        return outputs;
    }

    /** Below a hidden directory, where the watcher does not look either. */
    private boolean isHidden(Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private Optional<CachedOutput> output(Path file) throws IOException {
        String path = OutputPaths.text(root, file);
        return FileState.of(file).map(state -> {
            Optional<LedgerEntry> entry =
                    ledger.find(path).filter(e -> e.state().equals(state));
            return new CachedOutput(
                    path,
                    state.allBytes(),
                    Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(state.modified())),
                    entry.map(LedgerEntry::recorded),
                    entry.map(LedgerEntry::important).orElse(false),
                    entry.flatMap(LedgerEntry::storedAs).isPresent());
        });
    }
}
