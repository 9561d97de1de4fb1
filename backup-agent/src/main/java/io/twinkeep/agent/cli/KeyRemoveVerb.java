package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.WrapId;
import io.twinkeep.core.repository.KeyShelf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code twinkeep key remove}: takes a key's wrap away; the last one stays. */
@Command(
        name = "remove",
        description = "Remove one key of the repository; the last one can't be removed.",
        footer = {
            "",
            "Whoever has opened the repository with it may have kept the data key: 'key rotate' makes a new one",
            "for the sets to come. Mirrors keep their copies: run it on each of them too, with -r MIRROR."
        })
final class KeyRemoveVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Parameters(paramLabel = "WRAP", description = "The wrap's id, as 'key list' tells it.")
    private String wrap;

    KeyRemoveVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        WrapId id = wrapId();
        try (var session = Session.open(means(progress), config)) {
            var shelf = new KeyShelf(session.repository().store());
            shelf.remove(id);
            return new Answer()
                    .field("repository", config.requiredRepository().toString())
                    .field("removed", id.toString())
                    .field("keys", KeyListVerb.fields(shelf.list()))
                    .line("removed key wrap " + id)
                    .line("a mirror keeps its copy until 'twinkeep key remove -r MIRROR " + id + "'")
                    .line(
                            "who opened the repository with it may know its data key: 'twinkeep key rotate' makes a new one");
        }
    }

    private WrapId wrapId() {
        try {
            return WrapId.parse(wrap);
        } catch (IllegalArgumentException e) {
            throw new BadUsage("WRAP is " + e.getMessage(), "'twinkeep key list' shows them", e);
        }
    }
}
