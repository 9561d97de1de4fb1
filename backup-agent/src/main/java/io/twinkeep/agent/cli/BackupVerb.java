package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.BackupTask;
import io.twinkeep.agent.session.Overlap;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.StoreMeters;
import io.twinkeep.core.operation.Backup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep backup}: a full snapshot where no set is open, else an incremental one. */
@Command(
        name = "backup",
        description = "Back a model's directory up: full in a new set, else incremental.",
        footer = {
            "",
            "With --full the same state is first committed as an incremental into the set that is open, so that who",
            "follows it pays for a delta only; refused or interrupted after that, the full is missing and the",
            "incremental is there.",
            "",
            "A local file is read again when its size, mtime, ctime or inode changed. Remote ones (sftp://) have no ctime,",
            "so all of them are read each time, unless --trust-mtime says that nobody puts an mtime back.",
            "A file that changes while it is read is noticed by the same signs and read again. So a remote one that is",
            "rewritten meanwhile with its size, within the second of its mtime or with that put back, is not noticed.",
            "",
            "Where older versions have lost something, this one is stored so that it needs nothing of that: the run ends",
            "with 0 and tells what is lost; 'twinkeep verify --repair-from MIRROR' mends it."
        })
final class BackupVerb extends Verb {
    private static final int WARNINGS = 10;
    private static final String NEEDS_NONE = "this version needs nothing of that; older ones of its model may";
    private static final String MEND = "run 'twinkeep verify --repair-from MIRROR'; without a mirror, 'twinkeep verify'"
            + " tells which versions are hit";

    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private CacheOptions cacheOptions;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private DirectoryOptions directoryOptions;

    @Mixin
    private FilterOptions filterOptions;

    @Option(names = "--full", description = "Start a new set with a full snapshot.")
    private boolean full;

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "Remember this with the version; may be repeated.")
    private Map<String, String> tags = Map.of();

    @Option(names = "--allow-shrink", description = "Back up although more than 30 %% of the files are gone.")
    private boolean allowShrink;

    @Option(
            names = "--trust-mtime",
            description = "Take files of a remote DIR for unchanged where size and mtime are, and do not read them.")
    private boolean trustTimes;

    @Parameters(paramLabel = "DIR", description = "The model's directory, or sftp://user@host/path.")
    private String directory;

    BackupVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        Overlap.refuse(config.requiredRepository(), directory);
        var order = new Backup.Order(
                config.requiredModel(), full, new TreeMap<>(tags), filterOptions.filter(), allowShrink);
        BackupTask.Done done = new BackupTask(means(progress), config, directories(config)).run(directory, order);
        warn(done.outcome().skipped(), progress);
        return answer(done.outcome(), done.wire());
    }

    private VfsSettings directories(AgentConfig config) {
        return trustTimes ? config.directories().withTimes(VfsSettings.Times.TRUSTED) : config.directories();
    }

    private static void warn(List<Skipped> skipped, ProgressBar progress) {
        skipped.stream()
                .limit(WARNINGS)
                .forEach(entry -> progress.note("warning: " + entry.path() + ": " + entry.why()));
        if (skipped.size() > WARNINGS) {
            progress.note("warning: and " + (skipped.size() - WARNINGS) + " more; --json lists all");
        }
    }

    private Answer answer(Backup.Outcome outcome, StoreMeters meters) {
        Answer answer = answered(outcome, meters);
        outcome.losses().forEach(loss -> answer.line("DAMAGED   " + loss.object() + ": " + loss.what()));
        return outcome.losses().isEmpty()
                ? answer
                : answer.field("next", MEND).line(NEEDS_NONE).line("next: " + MEND);
    }

    private Answer answered(Backup.Outcome outcome, StoreMeters meters) {
        return new Answer()
                .field("model", outcome.model().toString())
                .field("version", outcome.version().toString())
                .field("set", outcome.set().toString())
                .field("slot", outcome.slot())
                .field("kind", VersionFields.kind(outcome.full()))
                .field("files", outcome.files())
                .field("bytes_total", outcome.bytesTotal())
                .field("bytes_read", outcome.bytesRead())
                .field("bytes_stored", outcome.bytesStored())
                .field("bytes_uploaded", meters.bytesUp())
                .field("bytes_downloaded", meters.bytesDown())
                .field("skipped", fields(outcome.skipped()))
                .field("losses", losses(outcome.losses()))
                .field("seconds", Amounts.inSeconds(elapsed()))
                .field("cpu_seconds", CostFields.cpuSeconds())
                .field("stages", CostFields.stages(outcome.stages()))
                .field("requests", CostFields.requests(meters))
                .line("version " + outcome.version())
                .line(outcome.model() + ": " + VersionFields.kind(outcome.full()) + " snapshot in set " + outcome.set()
                        + ", slot " + outcome.slot() + "; " + Amounts.files(outcome.files()) + ", "
                        + Amounts.bytes(outcome.bytesTotal()))
                .line("read " + Amounts.bytes(outcome.bytesRead()) + ", stored "
                        + Amounts.bytes(outcome.bytesStored()) + share(outcome) + " in " + Amounts.seconds(elapsed())
                        + skippedInWords(outcome.skipped().size()));
    }

    /** Of a model smaller than what a repository writes about it the share says nothing. */
    private static String share(Backup.Outcome outcome) {
        return outcome.bytesStored() > outcome.bytesTotal()
                ? ""
                : " (" + Amounts.percent(outcome.bytesStored(), outcome.bytesTotal()) + " of the model)";
    }

    private static String skippedInWords(int count) {
        return count == 0 ? "" : "; " + Amounts.count(count, "entry", "entries") + " not kept as on disk";
    }

    private static List<Map<String, Object>> losses(List<Backup.Loss> losses) {
        return losses.stream()
                .map(loss -> Answer.fields("object", loss.object().toString(), "what", loss.what()))
                .toList();
    }

    static List<Map<String, Object>> fields(List<Skipped> skipped) {
        return skipped.stream()
                .map(entry -> Answer.fields("path", entry.path().toString(), "why", entry.why()))
                .toList();
    }
}
