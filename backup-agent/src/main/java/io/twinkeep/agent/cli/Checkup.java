package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.DiskChecks;
import io.twinkeep.agent.session.Finding;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.StoreChecks;
import io.twinkeep.agent.session.Stores;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Progress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at what a run needs, one thing after the other; a failed check doesn't keep the others from being made. */
final class Checkup {
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
        config.keyFilesToTry().forEach(file -> findings.add(DiskChecks.permissions(file)));
        config.passphraseFiles().forEach(file -> findings.add(DiskChecks.permissions(file)));
        store();
        if (directory != null) {
            findings.add(DiskChecks.source(Path.of(directory)));
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

    private void store() {
        RepositoryAddress address;
        try {
            address = config.requiredRepository();
        } catch (BackupException e) {
            findings.add(Finding.problem("store", e));
            return;
        }
        try (ObjectStore store = Stores.open(address, config, config.s3(), 0)) {
            var checks = new StoreChecks(new Means(surroundings.random(), surroundings.clock(), progress), store);
            findings.add(checks.clock());
            findings.add(checks.writable());
            findings.addAll(checks.history(config));
            if (address instanceof RepositoryAddress.Directory directory) {
                findings.add(DiskChecks.space("repository space", directory.path()));
            }
        } catch (BackupException e) {
            findings.add(Finding.problem("store", e));
        }
    }
}
