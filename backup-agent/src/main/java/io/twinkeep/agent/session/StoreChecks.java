package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tries out an open store. */
public final class StoreChecks {
    // Signatures of S3 requests are refused from 15 minutes on; a minute is worth a word.
    private static final Duration SKEW_WARNING = Duration.ofMinutes(1);
    private static final Duration SKEW_PROBLEM = Duration.ofMinutes(10);
    private static final int CORRUPT = 3;

    private final Means means;
    private final ObjectStore store;

    public StoreChecks(Means means, ObjectStore store) {
        this.means = means;
        this.store = store;
    }

    public Finding clock() {
        Instant before = means.clock().instant();
        Instant theirs = store.now();
        Instant after = means.clock().instant();
        // The store tells whole seconds.
        Duration ahead = theirs.isAfter(after)
                ? Duration.between(after, theirs)
                : Duration.between(theirs.plusSeconds(1), before);
        Duration skew = ahead.isNegative() ? Duration.ZERO : ahead;
        String detail = "the store's clock and ours differ by " + Amounts.seconds(skew);
        if (skew.compareTo(SKEW_PROBLEM) > 0) {
            return Finding.problem("clock", detail, "set this machine's clock, or run an NTP client", 1);
        }
        return skew.compareTo(SKEW_WARNING) > 0
                ? Finding.warning("clock", detail, "run an NTP client")
                : Finding.ok("clock", detail);
    }

    /** Below {@code probe/}, where {@code probe} tries things out too. */
    public Finding writable() {
        var key = new ObjectKey("probe/doctor-" + Token.random(means.random()));
        try {
            store.putIfAbsent(key, ObjectBody.of("twinkeep doctor was here\n"));
            int length = store.get(key, 100).length;
            store.delete(key);
            return Finding.ok("store", store + " was written, read and deleted (" + length + " bytes)");
        } catch (BackupException e) {
            return Finding.problem("store", e);
        }
    }

    /** Whether the keys that the settings name open the repository. */
    public Finding key(AgentConfig config) {
        try {
            return opened(Repository.open(store, Session.requiredKeys(config)));
        } catch (BackupException e) {
            return Finding.problem("key", e);
        }
    }

    /** As {@link #key}, and whether each model's log can be read to its end with them. */
    public List<Finding> history(AgentConfig config) {
        Repository repository;
        try {
            repository = Repository.open(store, Session.requiredKeys(config));
        } catch (BackupException e) {
            return List.of(Finding.problem("key", e));
        }
        return List.of(lostWraps().orElseGet(() -> opened(repository)), history(repository, config));
    }

    private Optional<Finding> lostWraps() {
        List<KeyWrap> lost = new KeyShelf(store).lost();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.problem(
                        "key",
                        lost.stream()
                                .map(wrap -> "key wrap " + wrap.id() + " of data key " + wrap.keyId()
                                        + " is lost or damaged, and only sets have a copy")
                                .collect(Collectors.joining("; ")),
                        "run 'twinkeep verify', with --repair-from MIRROR if there is one; what was removed on purpose,"
                                + " 'twinkeep key remove' takes away for good",
                        CORRUPT));
    }

    private static Finding opened(Repository repository) {
        return Finding.ok(
                "key",
                "the key opens repository " + repository.id() + " ("
                        + Amounts.count(repository.keys().all().size(), "data key", "data keys") + ")");
    }

    private Finding history(Repository repository, AgentConfig config) {
        var engine = Engine.on(
                repository,
                Codecs::create,
                means.random(),
                means.clock(),
                Limits.ofThreads(config.threads()),
                means.progress());
        try {
            var versions = new Versions(engine);
            int count = 0;
            for (ModelName model : engine.sets().models()) {
                count += versions.list(model).size();
            }
            return versions.passedOver().isEmpty()
                    ? Finding.ok("history", Amounts.count(count, "version", "versions") + ", no slot is missing")
                    : Finding.problem(
                            "history",
                            String.join("; ", versions.passedOver()),
                            "run 'twinkeep verify', with --repair-from MIRROR if there is one",
                            CORRUPT);
        } catch (BackupException e) {
            return Finding.problem("history", e);
        }
    }
}
