package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.crypto.Passphrase;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.repository.KeyShelf;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep key add}: lets another key file or passphrase open the repository. */
@Command(name = "add", description = "Let another key file or passphrase open the repository.")
final class KeyAddVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @ArgGroup(multiplicity = "1")
    private NewHolder holder;

    @Option(
            names = "--label",
            paramLabel = "TEXT",
            description = "Whose key it is, for 'key list'; anybody can read it.")
    private String label = "";

    /** What the new holder brings. */
    static final class NewHolder {
        @Option(
                names = "--new-key-file",
                paramLabel = "FILE",
                description = "The key file to add; written if it does not exist.")
        private Path keyFile;

        @Option(
                names = "--new-passphrase-file",
                paramLabel = "FILE",
                description = "The file of the passphrase to add.")
        private Path passphraseFile;
    }

    KeyAddVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        KeyWrap.checkLabel(label);
        AgentConfig config = config();
        try (var session = Session.open(means(progress), config)) {
            var repository = session.repository();
            boolean written = holder.keyFile != null && !Files.exists(holder.keyFile);
            var shelf = new KeyShelf(repository.store());
            shelf.add(
                    repository.keys(),
                    source(repository.keys().newest().repository()),
                    label,
                    surroundings().clock().instant(),
                    surroundings().random());
            var answer = new Answer()
                    .field("repository", config.requiredRepository().toString())
                    .field("keys", KeyListVerb.fields(shelf.list()))
                    .line("added: the repository opens with it from now on");
            return written ? answer.line("wrote the key file " + holder.keyFile + "; keep a copy elsewhere") : answer;
        }
    }

    private KeySource source(RepositoryId id) {
        if (holder.passphraseFile != null) {
            return Passphrase.read(holder.passphraseFile);
        }
        return Files.exists(holder.keyFile)
                ? KeyFile.read(holder.keyFile)
                : KeyFile.create(holder.keyFile, id, surroundings().random());
    }
}
