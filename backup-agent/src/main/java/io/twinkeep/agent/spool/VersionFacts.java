package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import java.util.ArrayList;

/** What is said of versions and where they are, in stored form. */
final class VersionFacts {
    private VersionFacts() {}

    static int write(RepositoryUse use, FactWriter out) {
        out.text(use.repository().toString())
                .text(use.region())
                .text(use.address())
                .instant(use.seen());
        return Fact.REPOSITORY_USE;
    }

    static RepositoryUse repositoryUse(FactReader in) {
        return new RepositoryUse(repository(in), in.text(), in.text(), in.instant());
    }

    private static RepositoryId repository(FactReader in) {
        return new RepositoryId(Token.parse(in.text()));
    }

    static int write(SnapshotFact s, FactWriter out) {
        out.text(s.repository().toString())
                .text(s.model().value())
                .text(s.set().toString())
                .i32(s.slot());
        out.text(s.region())
                .text(s.kind().name())
                .sha256(s.version())
                .text(s.run().toString());
        out.i64(s.bytes()).i64(s.storedBytes()).instant(s.committed()).optional(s.verified(), out::instant);
        return Fact.SNAPSHOT;
    }

    static SnapshotFact snapshot(FactReader in) {
        return new SnapshotFact(
                repository(in),
                new ModelName(in.text()),
                SetId.parse(in.text()),
                in.i32(),
                in.text(),
                SnapshotFact.Kind.valueOf(in.text()),
                in.sha256(),
                RunId.parse(in.text()),
                in.i64(),
                in.i64(),
                in.instant(),
                in.optional(in::instant));
    }

    static int write(VersionFact version, FactWriter out) {
        out.text(version.model().value()).sha256(version.version()).instant(version.firstSeen());
        out.count(version.files().size());
        version.files()
                .forEach(
                        file -> out.bytes(file.path().bytes()).i64(file.bytes()).sha256(file.digest()));
        return Fact.VERSION;
    }

    static VersionFact version(FactReader in) {
        var model = new ModelName(in.text());
        var version = in.sha256();
        var seen = in.instant();
        var files = new ArrayList<VersionFile>();
        for (int left = in.count(Fact.MAX_BYTES); left > 0; left--) {
            files.add(new VersionFile(FilePath.ofBytes(in.bytes()), in.i64(), in.sha256()));
        }
        return new VersionFact(model, version, seen, files);
    }

    static int write(Deployment d, FactWriter out) {
        out.text(d.region())
                .text(d.model().value())
                .sha256(d.version())
                .text(d.state().name());
        out.text(d.path()).optional(d.verified(), out::instant).i32(d.epoch());
        out.instant(d.changed()).text(d.message());
        return Fact.DEPLOYMENT;
    }

    static Deployment deployment(FactReader in) {
        return new Deployment(
                in.text(),
                new ModelName(in.text()),
                in.sha256(),
                DeploymentState.valueOf(in.text()),
                in.text(),
                in.optional(in::instant),
                in.i32(),
                in.instant(),
                in.text());
    }
}
