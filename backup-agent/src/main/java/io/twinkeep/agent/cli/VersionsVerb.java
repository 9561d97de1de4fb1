package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.VersionFinder;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.operation.Versions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code twinkeep versions}: what can be restored. */
@Command(
        name = "versions",
        description = "List the versions that can be restored, oldest first.",
        footer = {
            "",
            "Exit code 3 if a slot is damaged or lost, or the key does not open a set: then a version may be missing."
        })
final class VersionsVerb extends Verb {

    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private AsOfOption asOfOption;

    VersionsVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = asOfOption.open(means(progress), config)) {
            var engine = session.engine();
            List<ModelName> models = config.model().isPresent()
                    ? new VersionFinder(engine, config.model()).models()
                    : engine.sets().models();
            var versions = new Versions(engine);
            var listed = new ArrayList<Versions.Listed>();
            models.forEach(model -> listed.addAll(versions.list(model)));
            return answer(
                    config,
                    listed,
                    versions.passedOver(),
                    session.repository().store().now());
        }
    }

    private static Answer answer(AgentConfig config, List<Versions.Listed> listed, List<String> problems, Instant now) {
        var table = new Table("MODEL", "VERSION", "AGE", "SET/SLOT", "KIND", ">FILES", ">SIZE", "TAGS");
        listed.forEach(version -> table.row(row(version, now)));
        var answer = new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("versions", listed.stream().map(VersionFields::of).toList())
                .field("problems", problems);
        if (problems.isEmpty()) {
            return answer.line(listed.isEmpty() ? "nothing has been backed up here yet" : table.text());
        }
        problems.forEach(problem -> answer.line("UNSEEN    " + problem));
        return answer.line(table.text())
                .line("next: 'twinkeep verify --repair-from MIRROR' mends what a mirror still has")
                .failed(new Corrupt(
                        Amounts.count(problems.size(), "slot or set", "slots or sets") + " can't be read: "
                                + problems.getFirst(),
                        "'twinkeep verify --repair-from MIRROR' mends what a mirror still has"));
    }

    private static Object[] row(Versions.Listed version, Instant now) {
        String tags = version.body().tags().entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining(" "));
        return new Object[] {
            version.header().origin().model(),
            VersionFields.shortDigest(version),
            Amounts.age(Duration.between(version.header().takenAt(), now)),
            version.set() + "/" + version.slot(),
            VersionFields.kind(version.header().isFull()),
            version.body().files(),
            Amounts.bytes(version.body().bytes()),
            version.pinned() ? "pinned " + tags : tags
        };
    }
}
