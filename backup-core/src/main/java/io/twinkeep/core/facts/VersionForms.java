package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import java.util.ArrayList;

/** Versions, and where they are backed up. */
final class VersionForms {
    private VersionForms() {}

    static void write(FieldWriter out, VersionFact fact) {
        out.text(fact.model().value()).sha256(fact.version()).instant(fact.firstSeen());
        out.count(fact.files().size());
        for (VersionFile file : fact.files()) {
            out.bytes(file.path().bytes()).i64(file.bytes()).sha256(file.digest());
        }
    }

    static VersionFact version(FieldReader in) {
        var model = new ModelName(in.text());
        var version = in.sha256();
        var firstSeen = in.instant();
        var files = new ArrayList<VersionFile>();
        for (int left = in.count(Integer.MAX_VALUE); left > 0; left--) {
            files.add(new VersionFile(FilePath.ofBytes(in.bytes()), in.i64(), in.sha256()));
        }
        return new VersionFact(model, version, firstSeen, files);
    }

    static void write(FieldWriter out, SnapshotFact fact) {
        out.token(fact.repository().token()).text(fact.model().value());
        out.i32(fact.set().epoch()).i32(fact.set().number()).i32(fact.slot());
        out.text(fact.region()).name(fact.kind()).sha256(fact.version());
        out.token(fact.run().token()).i64(fact.bytes()).i64(fact.storedBytes());
        out.instant(fact.committed()).optional(fact.verified(), out::instant);
    }

    static SnapshotFact snapshot(FieldReader in) {
        return new SnapshotFact(
                new RepositoryId(in.token()),
                new ModelName(in.text()),
                new SetId(in.i32(), in.i32()),
                in.i32(),
                in.text(),
                in.name(SnapshotFact.Kind.class),
                in.sha256(),
                new RunId(in.token()),
                in.i64(),
                in.i64(),
                in.instant(),
                in.optional(in::instant));
    }

    static void write(FieldWriter out, RepositoryUse use) {
        out.token(use.repository().token())
                .text(use.region())
                .text(use.address())
                .instant(use.seen());
    }

    static RepositoryUse use(FieldReader in) {
        return new RepositoryUse(new RepositoryId(in.token()), in.text(), in.text(), in.instant());
    }
}
