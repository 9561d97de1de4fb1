package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Overlap;
import io.twinkeep.agent.session.VersionFinder;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.agent.text.Times;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.operation.Restore;
import io.twinkeep.core.operation.VersionSelector;
import io.twinkeep.core.operation.Versions;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep restore}: brings a directory to a version. */
@Command(
        name = "restore",
        description = "Bring a directory to a version; what is right there already stays.",
        footer = {
            "",
            "Interrupted, the same command goes on where it stopped. Times are UTC, for example 2026-05-01,",
            "2026-05-01T12:30 or 2026-05-01T12:30:00+02:00."
        })
final class RestoreVerb extends Verb {
    private static final int NAMES_SHOWN = 10;

    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private AsOfOption asOfOption;

    @Mixin
    private DirectoryOptions directoryOptions;

    @Mixin
    private FilterOptions filterOptions;

    @ArgGroup
    private Wanted wanted = new Wanted();

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(names = "--delete", description = "Remove what the version does not have.")
    private boolean delete;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "Directory, or sftp://user@host/path; made if it does not exist.")
    private String target;

    /** Which version; the latest if neither is given. */
    static final class Wanted {
        @Option(
                names = "--version",
                paramLabel = "DIGEST",
                description = "Version digest or its first digits, or 'latest' (the default).")
        private String version;

        @Option(names = "--at", paramLabel = "TIME", description = "The newest version taken by then.")
        private String at;

        VersionSelector selector() {
            return at != null
                    ? new VersionSelector.At(Times.parse(at))
                    : VersionFinder.selector(version == null ? "latest" : version);
        }
    }

    RestoreVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        Overlap.refuse(config.requiredRepository(), target);
        VersionSelector selector = wanted.selector();
        refuseDeletingAPart();
        try (var session = asOfOption.open(means(progress), config)) {
            Versions.Listed found = new VersionFinder(session.engine(), config.model()).find(selector);
            var order = new Restore.Order(model(found), exactly(found), filterOptions.filter(), delete, dryRun);
            try (TargetTree tree = FileTrees.target(target, config.directories())) {
                return answer(found, new Restore(session.engine()).run(tree, order));
            }
        }
    }

    private void refuseDeletingAPart() {
        if (delete && !filterOptions.filter().isAll()) {
            throw new BadUsage("--delete goes with a whole version, not with --include or --exclude");
        }
    }

    private static ModelName model(Versions.Listed found) {
        return found.header().origin().model();
    }

    /** What was found, whatever is committed meanwhile. */
    private static VersionSelector exactly(Versions.Listed found) {
        return new VersionSelector.Digest(found.body().version().toString());
    }

    private Answer answer(Versions.Listed found, Restore.Outcome outcome) {
        var answer = new Answer()
                .field("model", model(found).toString())
                .field("version", outcome.version().toString())
                .field("set", found.set().toString())
                .field("slot", found.slot())
                .field("files", outcome.files())
                .field("bytes_written", outcome.bytesWritten())
                .field("bytes_downloaded", outcome.bytesDownloaded())
                .field("bytes_reused", outcome.bytesReused())
                .field("seconds", Amounts.inSeconds(elapsed()))
                .field("dry_run", dryRun)
                .field("extraneous", outcome.extraneous())
                .field("removed", outcome.removed())
                .field("not_set", BackupVerb.fields(outcome.notSet()))
                .line("version " + outcome.version());
        String amounts = dryRun ? "would write %s, download %s and reuse %s" : "wrote %s, downloaded %s, reused %s";
        answer.line(model(found) + ": " + Amounts.files(outcome.files()) + "; "
                + amounts.formatted(
                        Amounts.bytes(outcome.bytesWritten()),
                        Amounts.bytes(outcome.bytesDownloaded()),
                        Amounts.bytes(outcome.bytesReused()))
                + " in " + Amounts.seconds(elapsed()));
        tellNames(answer, "not in this version (--delete removes them): ", outcome.extraneous());
        tellNames(answer, "removed: ", outcome.removed());
        tellNames(
                answer,
                "the content is right, but mode or time can't be set (their owner can, with the same command): ",
                outcome.notSet().stream().map(Skipped::path).toList());
        return answer;
    }

    private static void tellNames(Answer answer, String what, List<FilePath> paths) {
        if (!paths.isEmpty()) {
            String names = String.join(
                    ", ",
                    paths.stream().limit(NAMES_SHOWN).map(FilePath::toString).toList());
            int more = paths.size() - NAMES_SHOWN;
            answer.line(what + names + (more > 0 ? " and " + more + " more" : ""));
        }
    }
}
