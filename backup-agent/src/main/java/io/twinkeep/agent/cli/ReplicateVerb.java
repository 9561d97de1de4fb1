package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.agent.session.ReplicateTask;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Replicate;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep replicate}: carries everything into a mirror; needs no key. */
@Command(
        name = "replicate",
        description =
                "Copy outputs, records and snapshots into another repository, which is made if there is none; needs no key.")
final class ReplicateVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(names = "--to", paramLabel = "REPO2", required = true, description = "Address of the mirror.")
    private String mirror;

    @Option(names = "--to-profile", paramLabel = "NAME", description = "Profile of the mirror's S3 credentials.")
    private String mirrorProfile;

    @Option(names = "--to-region", paramLabel = "NAME", description = "The mirror's S3 region.")
    private String mirrorRegion;

    ReplicateVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var from = config.requiredRepository();
        var to = RepositoryAddress.parse(mirror);
        S3Access access = config.s3().with(Optional.ofNullable(mirrorProfile), Optional.ofNullable(mirrorRegion));
        return answer(from, to, new ReplicateTask(means(progress), config).run(to, access));
    }

    private Answer answer(RepositoryAddress from, RepositoryAddress to, Replicate.Outcome outcome) {
        var answer = new Answer()
                .field("repository", from.toString())
                .field("to", to.toString())
                .field("outputs", outcome.outputs())
                .field("segments", outcome.segments())
                .field("snapshots", outcome.snapshots())
                .field("packs", outcome.packs())
                .field("bytes", outcome.bytes())
                .field("problems", outcome.problems())
                .field("mirror_only_keys", outcome.extraWraps())
                .field("seconds", Amounts.inSeconds(elapsed()));
        outcome.problems().forEach(problem -> answer.line("NOT COPIED  " + problem));
        if (!outcome.extraWraps().isEmpty()) {
            answer.line("note: the mirror has key wraps that the source has not: "
                    + String.join(", ", outcome.extraWraps())
                    + "; if they were removed there, 'twinkeep key remove -r " + to
                    + " WRAP' removes them from the mirror");
        }
        if (!outcome.problems().isEmpty()) {
            answer.failed(new Corrupt(
                    Amounts.count(outcome.problems().size(), "thing was", "things were") + " not copied: "
                            + outcome.problems().getFirst(),
                    "run 'twinkeep verify' on " + from + ", with --repair-from MIRROR if there is one"));
        }
        String dated = outcome.outputs() + outcome.segments() == 0
                ? ""
                : Amounts.count(outcome.outputs(), "output", "outputs") + ", "
                        + Amounts.count(outcome.segments(), "segment", "segments") + " of records, ";
        return answer.line("copied " + dated + Amounts.count(outcome.snapshots(), "snapshot", "snapshots") + " and "
                + Amounts.count(outcome.packs(), "pack", "packs") + " (" + Amounts.bytes(outcome.bytes())
                + ") to " + to + " in " + Amounts.seconds(elapsed()));
    }
}
