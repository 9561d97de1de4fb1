package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.outputs.OutputKeys;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Layout;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the outputs: that the parts of each are there, and for a share of them every byte. That an output is gone can't be
 * told, since prunes take outputs away one by one.
 */
final class OutputsCheck {
    private static final String THE_OUTPUT = "the output there";

    private final Engine engine;
    private final OutputStore outputs;
    private final DatedCheck check;
    private final ReadCycle cycle;
    private final VerifyTally tally;

    OutputsCheck(Engine engine, RepairSource repair, ReadCycle cycle, VerifyTally tally) {
        this.engine = engine;
        this.outputs = new OutputStore(engine.repository(), engine.random());
        this.check = new DatedCheck(engine.repository(), repair, DatedObjects.OUTPUTS, tally);
        this.cycle = cycle;
        this.tally = tally;
    }

    void run() {
        engine.progress().begin("verifying outputs", 0);
        try (Stream<ObjectInfo> objects = engine.repository().store().list(Layout.OUTPUTS)) {
            var groups = new OutputGroups<>(objects.iterator(), ObjectInfo::key);
            Parallel.forEach(engine.limits().transfers(), () -> groups, this::check);
        }
    }

    private void check(OutputGroups.Group<ObjectInfo> group) {
        ObjectInfo first = group.objects().getFirst();
        if (!first.key().equals(group.output())) {
            // Left by a put that was interrupted, unless a mirror knows better.
            if (check.isAtMirror(group.output())) {
                check.settle(group.output(), "it is missing", THE_OUTPUT);
            }
            return;
        }
        tally.outputs.incrementAndGet();
        boolean mayHaveParts = group.objects().size() > 1 || first.size() <= OutputStore.MAX_START;
        if (cycle.contains(first.key())) {
            tally.objectsRead.incrementAndGet();
            readAll(first.key());
        } else if (mayHaveParts) {
            lookForParts(group);
        }
    }

    private void lookForParts(OutputGroups.Group<ObjectInfo> group) {
        ObjectKey output = group.output();
        Set<ObjectKey> listed = group.objects().stream().map(ObjectInfo::key).collect(Collectors.toSet());
        int parts = check.read(output, THE_OUTPUT)
                .map(opened -> OutputStore.parts(opened.header()))
                .orElse(0);
        for (int number = 1; number <= parts; number++) {
            ObjectKey part = OutputKeys.part(output, number);
            if (!listed.contains(part) && engine.repository().store().find(part).isEmpty()) {
                check.settle(part, "it is missing", "the output at " + output);
            }
        }
    }

    private void readAll(ObjectKey output) {
        Optional<DatedCheck.Opened> opened = check.read(output, THE_OUTPUT);
        if (opened.isEmpty()) {
            return;
        }
        MessageDigest digest = Sha256.newDigest();
        boolean known = add(opened, digest);
        for (int number = 1; number <= OutputStore.parts(opened.get().header()); number++) {
            known &= add(check.read(OutputKeys.part(output, number), "the output at " + output), digest);
        }
        if (known) {
            checkDigest(output, opened.get().object(), Sha256.finish(digest));
        }
    }

    private static boolean add(Optional<DatedCheck.Opened> opened, MessageDigest digest) {
        Optional<byte[]> content = opened.flatMap(DatedCheck.Opened::content);
        content.ifPresent(digest::update);
        return content.isPresent();
    }

    private void checkDigest(ObjectKey key, byte[] object, Sha256 digest) {
        String wrong = "";
        try {
            wrong = outputs.output(key, object).digest().equals(digest) ? "" : "it does not come to its SHA-256";
        } catch (Corrupt e) {
            wrong = e.getMessage();
        } catch (Refused e) {
            engine.progress().note(e.getMessage());
        }
        if (!wrong.isEmpty()) {
            tally.settle(new Verify.Finding(key, wrong, THE_OUTPUT), false);
        }
    }
}
