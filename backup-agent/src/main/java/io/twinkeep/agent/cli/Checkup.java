package io.twinkeep.agent.cli;

import io.twinkeep.agent.cli.DoctorVerb.Finding;
import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.repository.Repository;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at what a run needs, one thing after the other; a failed check doesn't keep the others from being made. */
final class Checkup {
    // Signatures of S3 requests are refused from 15 minutes on; a minute is worth a word.
    private static final Duration SKEW_WARNING = Duration.ofMinutes(1);
    private static final Duration SKEW_PROBLEM = Duration.ofMinutes(10);
    private static final long LITTLE_SPACE = 1L << 30;
    private static final int CORRUPT = 3;

    private final Surroundings surroundings;
    private final AgentConfig config;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();

    Checkup(Surroundings surroundings, AgentConfig config, Progress progress) {
        this.surroundings = surroundings;
        this.config = config;
        this.progress = progress;
    }

    List<Finding> run(String directory) {
        progress.begin("checking", 0);
        findings.add(Finding.ok(
                "java",
                Runtime.version() + ", " + config.threads() + " threads, heap up to "
                        + Amounts.bytes(Runtime.getRuntime().maxMemory())));
        findings.add(locale());
        config.keyFilesToTry().forEach(file -> findings.add(permissions(file)));
        config.passphraseFiles().forEach(file -> findings.add(permissions(file)));
        store();
        if (directory != null) {
            findings.add(source(Path.of(directory)));
        }
        return findings;
    }

    private static Finding locale() {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        return names.equals(StandardCharsets.UTF_8)
                ? Finding.ok("locale", "file names given as arguments are read as UTF-8")
                : Finding.warning(
                        "locale",
                        "arguments are read as " + names + ", so names with other letters may not be found",
                        "set LC_ALL=C.UTF-8");
    }

    private static Finding permissions(Path file) {
        String name = "key permissions";
        try {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return mode.endsWith("------")
                    ? Finding.ok(name, file + " is yours alone")
                    : Finding.warning(name, file + " can be read by others (" + mode + ")", "chmod 600 " + file);
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.problem(name, file + " can't be looked at: " + e, "name the right file", 6);
        }
    }

    private void store() {
        RepositoryAddress address;
        try {
            address = config.requiredRepository();
        } catch (BackupException e) {
            findings.add(Finding.problem("store", e));
            return;
        }
        try (ObjectStore store = Stores.open(address, config, config.s3(), 0)) {
            findings.add(clock(store));
            findings.add(writable(store));
            key(store);
            if (address instanceof RepositoryAddress.Directory directory) {
                findings.add(space("repository space", directory.path()));
            }
        } catch (BackupException e) {
            findings.add(Finding.problem("store", e));
        }
    }

    private Finding clock(ObjectStore store) {
        Instant before = surroundings.clock().instant();
        Instant theirs = store.now();
        Instant after = surroundings.clock().instant();
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
    private Finding writable(ObjectStore store) {
        var key = new ObjectKey("probe/doctor-" + Token.random(surroundings.random()));
        try {
            store.putIfAbsent(key, ObjectBody.of("twinkeep doctor was here\n"));
            int length = store.get(key, 100).length;
            store.delete(key);
            return Finding.ok("store", store + " was written, read and deleted (" + length + " bytes)");
        } catch (BackupException e) {
            return Finding.problem("store", e);
        }
    }

    private void key(ObjectStore store) {
        Repository repository;
        try {
            repository = Repository.open(store, Session.requiredKeys(config));
        } catch (BackupException e) {
            findings.add(Finding.problem("key", e));
            return;
        }
        findings.add(Finding.ok(
                "key",
                "the key opens repository " + repository.id() + " ("
                        + Amounts.count(repository.keys().all().size(), "data key", "data keys") + ")"));
        findings.add(history(repository));
    }

    /** Whether each model's log can be read to its end. */
    private Finding history(Repository repository) {
        var engine = Engine.on(
                repository,
                Codecs::create,
                surroundings.random(),
                surroundings.clock(),
                Limits.ofThreads(config.threads()),
                progress);
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

    private static Finding space(String name, Path place) {
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String detail = Amounts.bytes(free) + " free at " + place;
            return free < LITTLE_SPACE
                    ? Finding.warning(name, detail, "make room before the next run")
                    : Finding.ok(name, detail);
        } catch (IOException e) {
            return Finding.problem(name, place + " can't be looked at: " + e, "check that it is mounted", 1);
        }
    }

    private static Finding source(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Finding.problem("directory", directory + " is no directory", "mount it, or name the right one", 6);
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            return Finding.problem(
                    "directory", directory + " can't be read by this user", "change its mode or owner", 7);
        }
        return space("directory", directory);
    }
}
