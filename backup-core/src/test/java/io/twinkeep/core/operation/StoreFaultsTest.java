package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.RetryPolicy;
import io.twinkeep.core.objectstore.RetryingObjectStore;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store can do to a backup: whatever was committed before restores, and the next run completes. */
@Timeout(120)
class StoreFaultsTest {
    @TempDir
    Path dir;

    private final MemoryObjectStore committed = new MemoryObjectStore();
    private final TestModel repository = TestModel.createOn(committed);
    private Path model;
    private String before;
    private String after;
    private int restores;

    @BeforeEach
    void commitOneVersion() {
        model = dir.resolve("model");
        Directories.model(model, 0);
        repository.backup(model);
        before = TestModel.digest(model);
        Directories.model(model, 1);
        after = TestModel.digest(model);
    }

    private void restores(TestModel from, String digest) {
        Path target = dir.resolve("restored-" + ++restores);
        from.restore(target, new VersionSelector.Digest(digest));
        assertThat(TestModel.digest(target)).isEqualTo(digest);
    }

    private void completesOn(ObjectStore store) {
        restores(repository.on(store), before);
        repository.on(store).backup(model);
        restores(repository.on(store), after);
    }

    @Test
    void whicheverStoreCallFailsTheNextRunCompletes() {
        boolean faulted = true;
        for (int call = 1; faulted; call++) {
            var store = TestVerify.copy(committed);
            var faulty = new FaultyObjectStore(store).failCall(call, new Unavailable("503"));

            Throwable failure = catchThrowable(() -> repository.on(faulty).backup(model));

            faulted = faulty.calls() >= call;
            if (failure != null) {
                assertThat(failure).as("call %d", call).isInstanceOf(BackupException.class);
            }
            completesOn(store);
        }
    }

    @Test
    void whereverTheStoreIsCutOffTheNextRunCompletes() {
        for (int calls = 0; calls < 40; calls += 3) {
            var store = TestVerify.copy(committed);
            var faulty = new FaultyObjectStore(store).cutAfter(calls);

            Throwable failure = catchThrowable(() -> repository.on(faulty).backup(model));

            assertThat(failure == null || failure instanceof BackupException)
                    .as("%s", failure)
                    .isTrue();
            completesOn(store);
        }
    }

    @Test
    void aLostAnswerToTheCommitThatWasDoneIsASuccess() {
        var faulty = new FaultyObjectStore(committed).loseAnswerOfNext(Verb.PUT_IF_ABSENT);

        var outcome = repository.on(faulty).backup(model);

        assertThat(outcome.slot()).isEqualTo(1);
        assertThat(repository.engine().sets().read(TestModel.MODEL, SetId.FIRST).nextSlot())
                .isEqualTo(2);
        restores(repository, after);
    }

    @Test
    void aCommitThatWasLostOnItsWayIsMadeAgain() {
        var faulty = new FaultyObjectStore(committed).failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("cut"));

        assertThat(repository.on(faulty).backup(model).slot()).isEqualTo(1);

        restores(repository, after);
    }

    @Test
    void aCommitThatArrivesAfterWeLookedIsRecognised() {
        var late = new LateStore(committed, 1);

        assertThat(repository.on(late).backup(model).slot()).isEqualTo(1);

        assertThat(repository.engine().sets().read(TestModel.MODEL, SetId.FIRST).nextSlot())
                .isEqualTo(2);
        restores(repository, after);
    }

    @Test
    void aCommitThatArrivesAfterWeGaveUpHarmsNobody() {
        var late = new LateStore(committed, Integer.MAX_VALUE);
        assertThatThrownBy(() -> repository.on(late).backup(model)).isInstanceOf(OutcomeUnknown.class);
        restores(repository, before);
        late.deliver();

        repository.backup(model);

        restores(repository, before);
        restores(repository, after);
        assertThat(TestVerify.verify(repository, 100).findings()).isEmpty();
    }

    /** Commits are answered with silence; the first arrives after so many further attempts. */
    private static final class LateStore extends ForwardingObjectStore {
        private final ObjectStore store;
        private final int attempts;
        private final AtomicInteger seen = new AtomicInteger();
        private ObjectKey key;
        private byte[] body;

        LateStore(ObjectStore store, int attempts) {
            super(store);
            this.store = store;
            this.attempts = attempts;
        }

        @Override
        public synchronized void putIfAbsent(ObjectKey slot, ObjectBody object) {
            if (body == null) {
                key = slot;
                body = java.util.Arrays.copyOf(object.array(), object.length());
            } else if (seen.incrementAndGet() >= attempts) {
                deliver();
                super.putIfAbsent(slot, object);
            }
            throw new OutcomeUnknown("no answer");
        }

        void deliver() {
            store.putIfAbsent(key, ObjectBody.of(body));
        }
    }

    @Test
    void aFullStoreFailsTheRunAndNothingElse() {
        for (int room = 0; room < 4; room++) {
            var store = TestVerify.copy(committed);
            int left = room;
            var full = new ForwardingObjectStore(store) {
                private final AtomicInteger puts = new AtomicInteger();

                @Override
                public void put(ObjectKey key, ObjectBody body) {
                    if (puts.incrementAndGet() > left) {
                        throw new Failed("no space left on device", "make room");
                    }
                    super.put(key, body);
                }
            };

            Throwable failure = catchThrowable(() -> repository.on(full).backup(model));

            assertThat(failure == null || failure instanceof Failed)
                    .as("%s", failure)
                    .isTrue();
            completesOn(store);
        }
    }

    @Test
    void aStoreThatAnswers503ForAWhileDelaysOnly() {
        var faulty = new FaultyObjectStore(committed);
        for (Verb verb : List.of(Verb.PUT, Verb.GET, Verb.FIND, Verb.LIST, Verb.NOW)) {
            for (int i = 0; i < 3; i++) {
                faulty.failNext(verb, new Unavailable("the store answered 503"));
            }
        }
        var retrying =
                new RetryingObjectStore(faulty, RetryPolicy.DEFAULT, TestModel.RANDOM, ignored -> {}, ignored -> {});

        repository.on(retrying).backup(model);

        restores(repository, after);
    }

    @Test
    void ofTwoWritersOneWinsAndTheOtherSaysSo() {
        var paused = new FaultyObjectStore(committed);
        var pause = paused.pauseAt(Verb.PUT_IF_ABSENT, 1);
        var slow = CompletableFuture.supplyAsync(() -> repository.on(paused).backup(model));
        pause.awaitReached();

        var fast = repository.backup(model);
        pause.resume();

        assertThat(catchThrowable(slow::join)).hasCauseInstanceOf(Conflict.class);
        assertThat(fast.slot()).isEqualTo(1);
        assertThat(repository.backup(model).slot()).isEqualTo(2);
        restores(repository, before);
        restores(repository, after);
    }

    @Test
    void ofTwoFirstWritersOneWinsAndTheOtherSaysSo() {
        var store = new MemoryObjectStore();
        var fresh = TestModel.createOn(store);
        var paused = new FaultyObjectStore(store);
        // The copy of the key wrap comes first.
        var pause = paused.pauseAt(Verb.PUT_IF_ABSENT, 2);
        var slow = CompletableFuture.supplyAsync(() -> fresh.on(paused).backup(model));
        pause.awaitReached();

        fresh.backup(model);
        pause.resume();

        assertThat(catchThrowable(slow::join)).hasCauseInstanceOf(Conflict.class);
        assertThat(fresh.backup(model).slot()).isEqualTo(1);
        restores(fresh, after);
    }

    @Test
    void aWrongKeyIsRefusedAndChangesNothing() {
        List<ObjectKey> objects = TestVerify.keys(committed);

        assertThatThrownBy(() -> Repository.open(
                        committed,
                        List.of(KeyFile.generate(
                                Repository.openWithoutKey(committed).id(), TestModel.RANDOM))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("opens nothing");

        assertThat(TestVerify.keys(committed)).isEqualTo(objects);
    }

    @Test
    void aPackLostBetweenTwoDaysIsStoredAgain() {
        for (ObjectKey pack : TestVerify.below(committed, Layout.packs(TestModel.MODEL, SetId.FIRST))) {
            var store = TestVerify.copy(committed);
            store.delete(pack);

            repository.on(store).backup(model);

            restores(repository.on(store), after);
        }
    }

    @Test
    void aDamagedBaseDoesNotStopTheNextBackup() {
        var store = TestVerify.copy(committed);
        for (ObjectKey pack : TestVerify.below(store, Layout.packs(TestModel.MODEL, SetId.FIRST))) {
            byte[] bytes = TestVerify.bytes(store, pack);
            // Near the start, where the weights lie; the manifest's page comes last.
            for (int i = 200; i < bytes.length / 2; i += 1000) {
                bytes[i] ^= 1;
            }
            store.put(pack, ObjectBody.of(bytes));
        }

        var outcome = repository.on(store).backup(model);

        assertThat(outcome.version().toString()).isEqualTo(after);
        assertThat(TestVerify.verify(repository.on(store), 100).findings()).isNotEmpty();
    }

    @Test
    @Timeout(60)
    void aRunWhoseUploadsAllFailEndsWithThatFailure() {
        Directories.write(model, "big.bin", Directories.noise(5, 90 << 20));
        var dead = new ForwardingObjectStore(committed) {
            @Override
            public void put(ObjectKey key, ObjectBody body) {
                throw new Unavailable("503");
            }
        };

        assertThatThrownBy(() -> repository.on(dead).backup(model)).isInstanceOf(Unavailable.class);
    }

    @Test
    @Timeout(60)
    void anUploadThatHangsIsGivenUpWhenAnotherFails() {
        Directories.write(model, "big.bin", Directories.noise(5, 90 << 20));
        var hanging = new ForwardingObjectStore(committed) {
            private final AtomicInteger puts = new AtomicInteger();

            @Override
            public void put(ObjectKey key, ObjectBody body) {
                if (puts.incrementAndGet() % 2 == 0) {
                    throw new Unavailable("503");
                }
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new Unavailable("interrupted");
                }
            }
        };

        assertThatThrownBy(() -> repository.on(hanging).backup(model)).isInstanceOf(Unavailable.class);
    }

    @Test
    @Timeout(60)
    void anInterruptedRunEnds() throws Exception {
        Directories.write(model, "big.bin", Directories.noise(5, 90 << 20));
        var reached = new CountDownLatch(1);
        var hanging = new ForwardingObjectStore(committed) {
            @Override
            public void put(ObjectKey key, ObjectBody body) {
                reached.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new Unavailable("interrupted");
                }
            }
        };
        var run = Thread.ofPlatform()
                .start(() -> catchThrowable(() -> repository.on(hanging).backup(model)));
        reached.await();

        run.interrupt();
        run.join(30_000);

        assertThat(run.isAlive()).isFalse();
        Files.delete(model.resolve("big.bin"));
        completesOn(committed);
    }
}
