package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Overlap;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.operation.RestoreOutputs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep outputs restore}: brings outputs back into a directory. */
@Command(
        name = "restore",
        description = "Bring outputs back into a directory, byte for byte, below the paths that they had.",
        footer = {
            "",
            "No file is overwritten: where another content has an output's path, the output goes beside it, with the first",
            "digits of its SHA-256 in its name. A file or symlink where a directory must go is refused (code 7) and stays.",
            "Interrupted, the same command goes on where it stopped."
        })
final class OutputsRestoreVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private DayOptions dayOptions;

    @Mixin
    private FilterOptions filterOptions;

    @Mixin
    private DirectoryOptions directoryOptions;

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "Directory, or sftp://user@host/path; made if it does not exist.")
    private String target;

    OutputsRestoreVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        Overlap.refuse(config.requiredRepository(), target);
        var order = new RestoreOutputs.Order(dayOptions.days(), filterOptions.filter(), dryRun);
        try (var session = Session.open(means(progress), config);
                TargetTree tree = FileTrees.target(target, config.directories())) {
            return answer(config, new RestoreOutputs(session.engine()).run(tree, order));
        }
    }

    private Answer answer(AgentConfig config, RestoreOutputs.Outcome outcome) {
        if (outcome.written() + outcome.present() == 0 && outcome.problems().isEmpty()) {
            throw new Missing(
                    "no output of these days and names is kept at " + config.requiredRepository(),
                    "'twinkeep outputs list' shows what there is");
        }
        var answer = new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("outputs", outcome.written() + outcome.present())
                .field("written", outcome.written())
                .field("present", outcome.present())
                .field("bytes_written", outcome.bytesWritten())
                .field("problems", outcome.problems())
                .field("dry_run", dryRun)
                .field("seconds", Amounts.inSeconds(elapsed()));
        outcome.problems().forEach(problem -> answer.line("NOT RESTORED  " + problem));
        String wrote = dryRun ? "would write " : "wrote ";
        answer.line(wrote + Amounts.count(outcome.written(), "output", "outputs") + " ("
                + Amounts.bytes(outcome.bytesWritten()) + "), " + outcome.present() + " there already, in "
                + Amounts.seconds(elapsed()));
        return OutputsListVerb.failedIfAny(answer, outcome.problems());
    }
}
