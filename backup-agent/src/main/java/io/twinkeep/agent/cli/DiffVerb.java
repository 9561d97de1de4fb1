package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.VersionFinder;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code twinkeep diff}: what one version has that another has not. */
@Command(name = "diff", description = "Tell which files two versions do not share.")
final class DiffVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private AsOfOption asOfOption;

    @Parameters(index = "0", paramLabel = "V1", description = "The version before: digits of its digest, or 'latest'.")
    private String before;

    @Parameters(index = "1", paramLabel = "V2", description = "The version after.")
    private String after;

    DiffVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (var session = asOfOption.open(means(progress), config)) {
            var finder = new VersionFinder(session.engine(), config.model());
            var from = finder.find(VersionFinder.selector(before));
            var to = finder.find(VersionFinder.selector(after));
            var snapshots = session.engine().snapshots();
            var answer = new Answer()
                    .field("from", from.body().version().toString())
                    .field("to", to.body().version().toString());
            return compare(snapshots.manifest(from.header()), snapshots.manifest(to.header()), answer);
        }
    }

    private static Answer compare(Manifest from, Manifest to, Answer answer) {
        var added = new ArrayList<Map<String, Object>>();
        var removed = new ArrayList<Map<String, Object>>();
        var changed = new ArrayList<Map<String, Object>>();
        long unchanged = 0;
        for (FileEntry entry : from.entries()) {
            if (to.entry(entry.path()) == null) {
                removed.add(one(entry));
                answer.line("- " + entry.path() + size(entry));
            }
        }
        for (FileEntry entry : to.entries()) {
            FileEntry old = from.entry(entry.path());
            if (old == null) {
                added.add(one(entry));
                answer.line("+ " + entry.path() + size(entry));
            } else if (!isSame(old, entry)) {
                changed.add(both(old, entry));
                answer.line("~ " + entry.path() + size(old) + " ->" + size(entry));
            } else {
                unchanged++;
            }
        }
        return summary(answer, added, removed, changed, unchanged);
    }

    private static Answer summary(
            Answer answer,
            List<Map<String, Object>> added,
            List<Map<String, Object>> removed,
            List<Map<String, Object>> changed,
            long unchanged) {
        return answer.field("added", added)
                .field("removed", removed)
                .field("changed", changed)
                .field("unchanged", unchanged)
                .line(added.size() + " added, " + removed.size() + " removed, " + changed.size() + " changed, "
                        + unchanged + " unchanged (files, directories and symlinks)");
    }

    private static boolean isSame(FileEntry old, FileEntry entry) {
        return old.stat().kind() == entry.stat().kind()
                && old.stat().target().equals(entry.stat().target())
                && (!entry.isFile() || entry.digest().equals(old.digest()));
    }

    private static String size(FileEntry entry) {
        return entry.isFile() ? " " + Amounts.bytes(entry.stat().size()) : "";
    }

    private static Map<String, Object> one(FileEntry entry) {
        return Answer.fields(
                "path", entry.path().toString(),
                "bytes", entry.stat().size());
    }

    private static Map<String, Object> both(FileEntry old, FileEntry entry) {
        return Answer.fields(
                "path", entry.path().toString(),
                "bytes_before", old.stat().size(),
                "bytes", entry.stat().size());
    }
}
