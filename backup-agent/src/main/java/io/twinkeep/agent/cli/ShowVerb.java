package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.VersionFinder;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code twinkeep show}: the files of a version, as {@code sha256sum} lists them. */
@Command(
        name = "show",
        description = "List the files of a version with their SHA-256.",
        footer = {"", "'twinkeep show VERSION | sha256sum -c' checks the directory that you are in."})
final class ShowVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private AsOfOption asOfOption;

    @Parameters(paramLabel = "VERSION", description = "First digits of its digest, or 'latest'.")
    private String version;

    ShowVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = asOfOption.open(means(progress), config)) {
            var listed = new VersionFinder(session.engine(), config.model()).find(VersionFinder.selector(version));
            return answer(listed, session.engine().snapshots().manifest(listed.header()));
        }
    }

    private static Answer answer(Versions.Listed listed, Manifest manifest) {
        var answer = new Answer();
        VersionFields.of(listed).forEach(answer::field);
        answer.field(
                "entries", manifest.entries().stream().map(ShowVerb::fields).toList());
        manifest.entries().stream()
                .filter(FileEntry::isFile)
                .forEach(entry -> answer.bytes(Sha256Lines.line(entry.path(), entry.digest())));
        return answer;
    }

    private static Map<String, Object> fields(FileEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", entry.path().toString());
        fields.put("kind", entry.stat().kind().name().toLowerCase(Locale.ROOT));
        fields.put("modified", instant(entry.stat().modified()).toString());
        if (entry.stat().mode() >= 0) {
            fields.put("mode", String.format(Locale.ROOT, "%04o", entry.stat().mode()));
        }
        if (entry.isFile()) {
            fields.put("bytes", entry.stat().size());
            fields.put("sha256", entry.digest().toString());
        }
        if (!entry.stat().target().isEmpty()) {
            fields.put("target", entry.stat().target());
        }
        return fields;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}
