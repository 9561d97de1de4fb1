package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.agent.session.Stores;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.ProbeReport;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.StoreProbe;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code twinkeep probe}: finds out by trying whether a store can hold a repository. */
@Command(name = "probe", description = "Test whether a store keeps what backups rest on, and how fast it is.")
final class ProbeVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Option(names = "--short", description = "Only the promises, without speed: what 'init' tests.")
    private boolean shortForm;

    ProbeVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        RepositoryAddress address = config.requiredRepository();
        progress.begin("testing the store", 0);
        try (ObjectStore store = Stores.open(address, config, config.s3(), 0)) {
            var probe = new StoreProbe(store, surroundings().random(), System::nanoTime);
            return answer(address, shortForm ? probe.shortForm() : fullForm(probe, address, config));
        }
    }

    private static ProbeReport fullForm(StoreProbe probe, RepositoryAddress address, AgentConfig config) {
        if (address instanceof RepositoryAddress.Directory) {
            return probe.fullForm(Optional.empty());
        }
        try (ObjectStore stranger = Stores.open(address, config, wrongSecret(config.s3()), 0)) {
            return probe.fullForm(Optional.of(stranger));
        }
    }

    private static S3Access wrongSecret(S3Access access) {
        S3Credentials right = access.credentials();
        var wrong = new S3Credentials(right.accessKey(), right.secretKey() + "-but-wrong", right.sessionToken());
        return new S3Access(Optional.of(wrong), access.file(), Optional.empty(), access.usual(), access.region());
    }

    private static Answer answer(RepositoryAddress address, ProbeReport report) {
        var table = new Table("CHECK", "RESULT", "SEEN");
        report.checks().forEach(check -> table.row(check.name(), outcome(check), check.detail()));
        var answer = new Answer()
                .field("repository", address.toString())
                .field("holds_protocol", report.holdsProtocol())
                .field("checks", report.checks().stream().map(ProbeVerb::fields).toList())
                .field("upload_mib_per_second", value(report.upMiBs()))
                .field("download_mib_per_second", value(report.downMiBs()))
                .line(table.text());
        if (report.upMiBs().isPresent() && report.downMiBs().isPresent()) {
            answer.line(String.format(
                    Locale.ROOT,
                    "one stream: %.0f MiB/s up, %.0f MiB/s down",
                    report.upMiBs().getAsDouble(),
                    report.downMiBs().getAsDouble()));
        }
        if (report.holdsProtocol()) {
            return answer.line("this store can hold a repository");
        }
        String refusal = "this store can't hold a repository for more than one writer";
        return answer.line(refusal + " (init --single-writer)")
                .failed(new Refused(
                        refusal, "use another store, or 'init --single-writer' if only one machine will ever write"));
    }

    private static Double value(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static String outcome(ProbeReport.Check check) {
        return check.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> fields(ProbeReport.Check check) {
        return Answer.fields("name", check.name(), "outcome", outcome(check), "detail", check.detail());
    }
}
