package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.VerifyTask;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Verify;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep verify}: looks whether everything is there and what it was, and mends from a mirror. */
@Command(
        name = "verify",
        description = "Check that everything is there and, for a share of it, byte for byte what it was.",
        footer = {"", "Exit code 3 if damage is left; each run with --read-data goes on with what was not read yet."})
final class VerifyVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private ModelOption modelOption;

    @Option(
            names = "--read-data",
            paramLabel = "PERCENT",
            description = "Read so many percent of the packs, outputs and records as well.")
    private int readPercent;

    @Option(names = "--repair-from", paramLabel = "REPO2", description = "Fetch what is damaged from this mirror.")
    private String mirror;

    @Option(names = "--repair-from-profile", paramLabel = "NAME", description = "Profile of its S3 credentials.")
    private String mirrorProfile;

    @Option(names = "--repair-from-region", paramLabel = "NAME", description = "Its S3 region.")
    private String mirrorRegion;

    VerifyVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        Optional<VerifyTask.Mirror> other = Optional.ofNullable(mirror)
                .map(RepositoryAddress::parse)
                .map(address -> new VerifyTask.Mirror(
                        address,
                        config.s3().with(Optional.ofNullable(mirrorProfile), Optional.ofNullable(mirrorRegion))));
        VerifyTask.Done done = new VerifyTask(means(progress), config).run(readPercent, other);
        return answer(config, done.outcome(), done.repaired());
    }

    private Answer answer(AgentConfig config, Verify.Outcome outcome, List<Verify.Finding> repaired) {
        var answer = new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("healthy", outcome.findings().isEmpty())
                .field("sets", outcome.sets())
                .field("snapshots", outcome.snapshots())
                .field("packs", outcome.packs())
                .field("packs_unnamed", outcome.unnamedPacks())
                .field("packs_read", outcome.packsRead())
                .field("outputs", outcome.outputs())
                .field("segments", outcome.segments())
                .field("objects_read", outcome.objectsRead())
                .field("bytes_read", outcome.bytesRead())
                .field("findings", fields(outcome.findings()))
                .field("repaired", fields(repaired))
                .field("seconds", Amounts.inSeconds(elapsed()));
        repaired.forEach(finding -> answer.line("repaired  " + finding));
        outcome.findings().forEach(finding -> answer.line("DAMAGED   " + finding));
        answer.line(Amounts.count(outcome.snapshots(), "snapshot", "snapshots") + " in "
                + Amounts.count(outcome.sets(), "set", "sets") + ", "
                + Amounts.count(outcome.packs(), "pack", "packs") + ", " + outcome.packsRead() + " of them read ("
                + Amounts.bytes(outcome.bytesRead()) + ") in " + Amounts.seconds(elapsed()));
        if (outcome.outputs() + outcome.segments() > 0) {
            answer.line(Amounts.count(outcome.outputs(), "output", "outputs") + " and "
                    + Amounts.count(outcome.segments(), "segment", "segments") + " of records, "
                    + outcome.objectsRead() + " of them read");
        }
        if (outcome.unnamedPacks() > 0) {
            answer.line(Amounts.count(outcome.unnamedPacks(), "pack", "packs")
                    + " that no snapshot names: left by an interrupted backup, which the next one uses,"
                    + " or by a newest snapshot that is lost");
        }
        if (outcome.findings().isEmpty()) {
            return answer.line("no damage found");
        }
        String next = mirror == null
                ? "run again with --repair-from MIRROR; without a mirror, 'twinkeep backup --full' starts a good set"
                : "the mirror has no good copy of these; 'twinkeep backup --full' starts a good set";
        String damage = Amounts.count(outcome.findings().size(), "object is", "objects are") + " damaged: "
                + outcome.findings().getFirst();
        return answer.line("next: " + next).failed(new Corrupt(damage, next));
    }

    private static List<Map<String, Object>> fields(List<Verify.Finding> findings) {
        return findings.stream()
                .map(finding -> Answer.fields(
                        "object", finding.object().toString(), "what", finding.what(), "hits", finding.hits()))
                .toList();
    }
}
