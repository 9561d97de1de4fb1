package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.repository.KeyShelf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code twinkeep key rotate}: a new data key for the sets to come. */
@Command(
        name = "rotate",
        description = "Make a new data key for new sets, opened by the given keys only.",
        footer = {"", "Old sets keep their key. Name every --key-file and --passphrase-file that shall open new sets."})
final class KeyRotateVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    KeyRotateVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = Session.open(means(progress), config)) {
            var repository = session.repository();
            var shelf = new KeyShelf(repository.store());
            var sources = session.fittingKeys(config);
            DataKey made = shelf.rotate(
                    repository.keys(),
                    sources,
                    "rotated",
                    surroundings().clock().instant(),
                    surroundings().random());
            return new Answer()
                    .field("repository", config.requiredRepository().toString())
                    .field("data_key", made.id().toString())
                    .field("generation", made.generation())
                    .field("keys", KeyListVerb.fields(shelf.list()))
                    .line("made data key " + made.id() + ", generation " + made.generation() + ", opened by "
                            + Amounts.count(sources.size(), "key", "keys"))
                    .line("it seals the sets to come: start one with 'twinkeep backup --full'");
        }
    }
}
