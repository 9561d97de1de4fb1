package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.repository.Repository;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code twinkeep key export}: a sheet of paper that is enough to restore. */
@Command(name = "export", description = "Print a recovery sheet with the key. Keep it as you would keep the key.")
final class KeyExportVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    KeyExportVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = Session.open(means(progress), config)) {
            Repository repository = session.repository();
            List<String> lines = session.fittingKeys(config).stream()
                    .filter(KeyFile.class::isInstance)
                    .map(source -> ((KeyFile) source).line())
                    .toList();
            return sheet(config, repository, lines);
        }
    }

    private static Answer sheet(AgentConfig config, Repository repository, List<String> lines) {
        String address = config.requiredRepository().toString();
        var answer = new Answer()
                .field("repository", address)
                .field("id", repository.id().toString())
                .field("created", repository.config().created().toString())
                .field("key_lines", lines)
                .line("TWINKEEP RECOVERY SHEET")
                .line("")
                .line("repository  " + address)
                .line("id          " + repository.id())
                .line("created     " + repository.config().created())
                .line("written by  " + ProgramVersion.text())
                .line("");
        if (lines.isEmpty()) {
            answer.line("It opens with a passphrase. Write it here by hand: ____________________________");
        } else {
            answer.line("Key file (save this line as twinkeep.key, readable by you alone):")
                    .line("");
            lines.forEach(line -> answer.line("  " + line));
        }
        String key = lines.isEmpty() ? "--passphrase-file FILE" : "--key-file twinkeep.key";
        return answer.line("")
                .line("To restore, with the store's credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY:")
                .line("")
                .line("  twinkeep versions -r " + address + " " + key)
                .line("  twinkeep restore  -r " + address + " " + key + " --model NAME --to DIRECTORY")
                .line("")
                .line("Whoever holds this sheet and can read the store can read the backups.");
    }
}
