package io.twinkeep.core.snapshot;

import static io.twinkeep.core.snapshot.TestSets.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.crypto.ChunkDigests;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.pack.PackBuilder;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PlainCodec;
import io.twinkeep.core.pack.SealedPack;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.tensor.ElementType;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestSets test = TestSets.create(store, 16);
    private final Snapshots snapshots = new Snapshots(test.repository, test.sets, PlainCodec::new);
    private final Manifest manifest = new Samples(16).anyManifest(1500);

    @Test
    void aManifestOfManyPagesComesBackThroughItsPacks() {
        SnapshotHeader committed = commit(manifest.version());

        Manifest read = snapshots.manifest(committed);

        assertThat(test.sets.body(committed).pages()).hasSizeGreaterThan(5);
        assertThat(List.copyOf(read.entries())).isEqualTo(List.copyOf(manifest.entries()));
    }

    @Test
    void aManifestThatIsNotTheVersionThatItSaysIsCorrupt() {
        SnapshotHeader committed = commit(new VersionDigest(Sha256.of(new byte[1])));

        assertThatThrownBy(() -> snapshots.manifest(committed))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("not the version that it says");
    }

    @Test
    void aPackThatIsGoneOrDamagedIsNamed() {
        SnapshotHeader committed = commit(manifest.version());
        PackId pack = committed.packs().getFirst().id();
        ObjectKey key = Layout.pack(MODEL, SetId.FIRST, pack);
        byte[] bytes = store.get(key, 1 << 24);
        bytes[test.sets.body(committed).pages().getFirst().offset() + 5] ^= 1;
        store.put(key, ObjectBody.of(bytes));
        assertThatThrownBy(() -> snapshots.manifest(committed))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining(pack.toString());
        store.delete(key);
        assertThatThrownBy(() -> snapshots.manifest(committed)).isInstanceOf(Missing.class);
    }

    private SnapshotHeader commit(VersionDigest version) {
        var origin = new PackOrigin(
                test.repository.id(), MODEL, SetId.FIRST, test.repository.keys().newest());
        var builder = new PackBuilder(
                origin,
                PackId.random(test.random),
                new byte[PackBuilder.minimumBuffer()],
                new PlainCodec(),
                new PlainCodec(),
                new PackBuilder.Scratch());
        var pages = manifest.pages().stream()
                .map(page -> builder.add(new PackBuilder.Source(
                        new ChunkDigests(origin.key()).of(page), page, page.length, ElementType.OPAQUE, null, null)))
                .toList();
        SealedPack pack = builder.seal();
        store.put(Layout.pack(MODEL, SetId.FIRST, pack.ref().id()), pack.body());
        var body = new SnapshotBody(version, manifest.files(), manifest.bytes(), new TreeMap<>(), pages);
        var draft =
                new SetStore.Draft(RunId.random(test.random), origin.key(), TestSets.NOW, List.of(pack.ref()), body);
        SetStore.Committed committed = test.sets.commit(test.sets.read(MODEL, SetId.FIRST), draft);
        return ((SlotEntry.Snapshotted) committed.entry()).header();
    }
}
