package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's name that fits nothing: an operation on nothing must not end as if all were well. */
class UnknownModelTest {
    private static final ModelName TYPO = new ModelName("z-image-trubo");

    @TempDir
    Path dir;

    private final MemoryObjectStore here = new MemoryObjectStore();
    private final MemoryObjectStore there = new MemoryObjectStore();
    private final TestModel primary = TestModel.createOn(here);
    private final TestModel mirror = primary.mirrorOn(there);

    @BeforeEach
    void backUp() {
        Directories.model(dir.resolve("model"), 0);
        primary.backup(dir.resolve("model"));
    }

    @Test
    void verifyingIsRefusedBeforeAnythingIsDone() {
        primary.replicateTo(mirror);
        here.delete(Layout.REPOSITORY_COPY);

        isMissing(() -> verify(TYPO, Optional.empty()));
        isMissing(() -> verify(TYPO, Optional.of(Repository.openWithoutKey(there))));

        assertThat(here.find(Layout.REPOSITORY_COPY)).isEmpty();
    }

    @Test
    void replicatingIsRefusedBeforeAnythingIsDone() {
        List<String> before = names(there);

        isMissing(() -> replicate(here, TestModel.MODEL, TYPO));

        assertThat(names(there)).isEqualTo(before);
    }

    private static void isMissing(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOf(Missing.class)
                .hasMessageContaining("there is no model " + TYPO + " at memory")
                .extracting("next")
                .isEqualTo("it holds [" + TestModel.MODEL + "]");
    }

    @Test
    void anEmptyRepositoryHoldsNoModelAtAll() {
        assertThatThrownBy(() -> replicate(there, TYPO))
                .isInstanceOf(Missing.class)
                .extracting("next")
                .isEqualTo("back it up with 'twinkeep backup'");
    }

    @Test
    void aModelThatOnlyTheMirrorHasIsPutBackFromThere() {
        primary.replicateTo(mirror);
        TestVerify.below(here, Layout.model(TestModel.MODEL)).forEach(here::delete);
        isMissingWithoutAMirror();

        var mended = verify(TestModel.MODEL, Optional.of(Repository.openWithoutKey(there)));

        assertThat(mended.findings()).isEmpty();
        assertThat(mended.snapshots()).isEqualTo(1);
        primary.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(dir.resolve("model")));
    }

    private void isMissingWithoutAMirror() {
        assertThatThrownBy(() -> verify(TestModel.MODEL, Optional.empty())).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> replicate(here, TestModel.MODEL)).isInstanceOf(Missing.class);
    }

    @Test
    void aModelThatAListingMissesIsKnownAllTheSame() {
        var blind = new ForwardingObjectStore(here) {
            @Override
            public Stream<ObjectInfo> list(ObjectKey folder) {
                return folder.equals(Layout.KEYS) ? super.list(folder) : Stream.empty();
            }
        };

        assertThat(replicate(blind, TestModel.MODEL).snapshots()).isEqualTo(1);
    }

    private Verify.Outcome verify(ModelName model, Optional<Repository> from) {
        return new Verify(primary.engine())
                .run(new Verify.Order(Optional.of(model), 100, from, List.of(primary.key())));
    }

    private Replicate.Outcome replicate(ObjectStore source, ModelName... models) {
        return new Replicate(
                        Repository.openWithoutKey(source),
                        Repository.openWithoutKey(source == there ? here : there),
                        TestModel.RANDOM,
                        Limits.ofThreads(2),
                        Progress.NONE)
                .run(List.of(models));
    }

    private static List<String> names(ObjectStore store) {
        return TestVerify.keys(store).stream().map(Object::toString).toList();
    }
}
