package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.PartialFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Days;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Lists outputs and brings them back into a directory, byte for byte, below the paths that they had. No file that is there is
 * overwritten: an output whose path another content has goes beside it, with the first digits of its digest in its name. A
 * file appears only when all of it is right. Interrupted, the next run goes on with what is not there yet.
 */
public final class RestoreOutputs {
    // So many are decided on before they are fetched side by side.
    private static final int BATCH = 256;
    private static final int MODE = 0644;
    private static final long MAX_SECONDS = 9_223_372_035L;

    private final Engine engine;
    private final OutputStore outputs;
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    public RestoreOutputs(Engine engine) {
        this.engine = engine;
        this.outputs = new OutputStore(engine.repository(), engine.random());
    }

    /** Which outputs: those stored in the folders of these days whose path passes. */
    public record Order(Days days, PathFilter filter, boolean dryRun) {}

    /** How it ended: {@code present} were there already, {@code problems} name what could not be brought back. */
    public record Outcome(int written, int present, long bytesWritten, List<String> problems) {}

    /** Tells of each output in the order of days; returns what could not be read. */
    public List<String> list(Order order, Consumer<Output> each) {
        try (Stream<ObjectInfo> objects = outputs.list(order.days())) {
            Parallel.mapInOrder(
                    engine.limits().transfers(),
                    objects::iterator,
                    this::told,
                    output -> output.filter(
                                    o -> order.filter().passes(o.description().path()))
                            .ifPresent(each));
        }
        return List.copyOf(problems);
    }

    private Optional<Output> told(ObjectInfo object) {
        try {
            return Optional.of(outputs.output(object));
        } catch (Missing e) {
            // Pruned since it was listed.
            return Optional.empty();
        } catch (Corrupt | Refused e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
    }

    private record Planned(Output output, FilePath path) {}

    /**
     * Brings them back.
     *
     * @throws Refused if a file or symlink of the target stands where the directory of an output must go: it stays, as does
     *     what was written before, which is right
     * @throws io.twinkeep.core.errors.Conflict if another restore works in this local directory
     */
    public Outcome run(TargetTree target, Order order) {
        var written = new AtomicInteger();
        var bytes = new AtomicLong();
        engine.progress().begin("restoring outputs", 0);
        TargetTree.Claim alone = order.dryRun() ? () -> {} : target.claim();
        try (alone;
                SourceTree current = target.current()) {
            var names = new FreeNames(current);
            var batch = new ArrayList<Planned>();
            Runnable fetch = () -> {
                List<Planned> chosen = List.copyOf(batch);
                batch.clear();
                Parallel.forEach(engine.limits().transfers(), chosen, planned -> {
                    if (order.dryRun() || write(target, planned)) {
                        written.incrementAndGet();
                        bytes.addAndGet(planned.output().size());
                    }
                });
            };
            list(order, output -> {
                names.nameFor(output).ifPresent(path -> batch.add(new Planned(output, path)));
                if (batch.size() == BATCH) {
                    fetch.run();
                }
            });
            fetch.run();
            if (!order.dryRun()) {
                target.finish();
            }
            return new Outcome(written.get(), names.present(), bytes.get(), List.copyOf(problems));
        }
    }

    private boolean write(TargetTree target, Planned planned) {
        String label = Sha256.of((planned.output().key() + " " + planned.path()).getBytes(StandardCharsets.UTF_8))
                .toString();
        try (PartialFile file = target.partial(label)) {
            file.setSize(0);
            outputs.copy(planned.output(), content -> {
                file.write(file.size(), content, 0, content.length);
                engine.progress().advance(content.length);
            });
            target.install(file, stat(planned));
            return true;
        } catch (Missing | Corrupt | Refused e) {
            problems.add(planned.path() + " was not restored: " + e.getMessage());
            return false;
        }
    }

    private static FileStat stat(Planned planned) {
        Instant modified = planned.output().description().modified();
        // As a long of nanoseconds goes: to the year 2262.
        long seconds = Math.clamp(modified.getEpochSecond(), -MAX_SECONDS, MAX_SECONDS);
        long nanos = seconds * 1_000_000_000L + modified.getNano();
        return new FileStat(planned.path(), FileStat.Kind.FILE, planned.output().size(), MODE, nanos, 0, 0, "");
    }
}
