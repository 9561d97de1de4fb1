package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.NewKey;
import io.twinkeep.agent.session.RepositoryCreation;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.repository.RepositoryConfig.Writers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep init}: makes a repository. Failing, it leaves everything as it was. */
@Command(
        name = "init",
        description = "Create a repository, after a short test of its store, and a new key file for it.",
        footer = {
            "",
            "Without --key-file and --passphrase-file a key file is written to ~/.config/twinkeep and found there by",
            "later runs. A bucket must exist already; a directory is made if its parent exists."
        })
final class InitVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Option(
            names = "--lock-days",
            paramLabel = "N",
            description = "Lock every object for N days (needs a bucket with Object Lock).")
    private int lockDays;

    @Option(
            names = "--single-writer",
            description = "Use a store that can't arbitrate between writers; you promise that only one ever writes.")
    private boolean singleWriter;

    InitVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var id = RepositoryId.random(surroundings().random());
        var wanted = new RepositoryConfig(
                id, surroundings().clock().instant(), singleWriter ? Writers.ONE : Writers.MANY, checkedLockDays());
        var place = new RepositoryCreation.Place(config.requiredRepository(), config, config.s3());
        try (var creation = new RepositoryCreation(means(progress), place, wanted)) {
            return answer(config, wanted, creation.create());
        }
    }

    private int checkedLockDays() {
        if (lockDays < 0 || lockDays > 3650) {
            throw new io.twinkeep.core.errors.BadUsage("--lock-days must be from 0 to 3650, is " + lockDays);
        }
        return lockDays;
    }

    private static Answer answer(AgentConfig config, RepositoryConfig made, NewKey key) {
        var answer = new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("id", made.id().toString())
                .field("key_file", key.file().map(Object::toString).orElse(null))
                .field("writers", made.writers().name().toLowerCase(java.util.Locale.ROOT))
                .field("lock_days", made.lockDays())
                .line("created repository " + made.id() + " at " + config.requiredRepository());
        key.file()
                .ifPresent(file -> answer.line("wrote its key to " + file)
                        .line("KEEP A COPY OF THIS FILE ELSEWHERE: without it nobody can restore anything.")
                        .line("'twinkeep key export' prints it as a recovery sheet."));
        if (key.file().isEmpty()) {
            answer.line("it opens with the passphrase: without it nobody can restore anything.");
        }
        return answer;
    }
}
