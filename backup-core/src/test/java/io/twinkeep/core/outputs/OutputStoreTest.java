package io.twinkeep.core.outputs;

import static io.twinkeep.core.outputs.TestOutputs.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutputStoreTest {
    private static final int LARGE = 2 * OutputStore.PART + 5;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final Repository repository = TestOutputs.repository(store);

    private List<ObjectKey> keys() {
        try (var objects = store.list(Layout.OUTPUTS)) {
            return objects.map(ObjectInfo::key).toList();
        }
    }

    @Test
    void anOutputComesBackWithEverythingThatRestoringItNeeds() {
        for (int size : List.of(0, 1, 65_536, OutputStore.PART, OutputStore.PART + 1, LARGE)) {
            byte[] bytes = TestOutputs.noise(size, size);

            var stored = TestOutputs.put(repository, DAY, "batch 7/cät.png", bytes);

            assertThat(stored.isNew()).isTrue();
            Output read = store(stored.output().key());
            assertThat(read).isEqualTo(stored.output());
            assertThat(read.description()).isEqualTo(TestOutputs.png("batch 7/cät.png"));
            assertThat(read.digest()).isEqualTo(Sha256.of(bytes));
            assertThat(read.size()).isEqualTo(size);
            assertThat(TestOutputs.bytes(repository, read)).isEqualTo(bytes);
        }
        assertThat(TestOutputs.all(repository, Days.only(DAY))).hasSize(6);
        assertThat(keys()).allMatch(OutputKeys::isOurs).hasSize(6 + 2 + 3);
    }

    private Output store(ObjectKey key) {
        return TestOutputs.store(repository).output(store.find(key).orElseThrow());
    }

    @Test
    void theSameBytesOnOneDayAreKeptOnce() {
        for (int size : List.of(1_000, LARGE)) {
            byte[] bytes = TestOutputs.noise(size, size);
            var first = TestOutputs.put(repository, DAY, "a.png", bytes);
            var again = TestOutputs.put(repository, DAY, "b.png", bytes);
            var tomorrow = TestOutputs.put(repository, DAY.plusDays(1), "a.png", bytes);

            assertThat(again.isNew()).isFalse();
            assertThat(again.output().key()).isEqualTo(first.output().key());
            assertThat(tomorrow.isNew()).isTrue();
            assertThat(TestOutputs.store(repository).keyOf(DAY, Sha256.of(bytes)))
                    .isEqualTo(first.output().key());
        }
        assertThat(TestOutputs.all(repository, Days.only(DAY)))
                .extracting(output -> output.description().path().toString())
                .containsExactly("a.png", "a.png");
        assertThat(TestOutputs.all(repository, Days.ALL)).hasSize(4);
    }

    @Test
    void nobodyWithoutTheKeySeesNamesDigestsOrContent() {
        byte[] bytes = "a prompt in the clear".getBytes(StandardCharsets.US_ASCII);
        TestOutputs.put(repository, DAY, "secret-name.png", bytes);

        for (ObjectKey key : keys()) {
            String object = new String(store.get(key, 1 << 20), StandardCharsets.ISO_8859_1);
            String digest = Sha256.of(bytes).toString();
            assertThat(object).doesNotContain("secret-name", "a prompt", "image/png", digest);
            assertThat(key.value()).doesNotContain(digest);
        }
    }

    @Test
    void anObjectThatWasMovedOrComesFromElsewhereIsNotBelieved() {
        Output one = TestOutputs.put(repository, DAY, "1.png", TestOutputs.noise(1, 100))
                .output();
        Output two = TestOutputs.put(repository, DAY, "2.png", TestOutputs.noise(2, 100))
                .output();
        store.put(two.key(), ObjectBody.of(store.get(one.key(), 1 << 20)));
        var other = new MemoryObjectStore();
        Output foreign = TestOutputs.put(TestOutputs.repository(other), DAY, "3.png", new byte[3])
                .output();
        store.put(foreign.key(), ObjectBody.of(other.get(foreign.key(), 1 << 20)));

        assertThatThrownBy(() -> store(two.key())).isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> TestOutputs.bytes(repository, two)).isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> store(foreign.key())).isInstanceOf(Refused.class);
    }

    @Test
    void everyFlippedOrCutObjectIsSeen() {
        byte[] bytes = TestOutputs.noise(4, LARGE);
        Output output = TestOutputs.put(repository, DAY, "a.png", bytes).output();
        for (ObjectKey key : keys()) {
            byte[] object = store.get(key, 1 << 30);
            // Where the parts have the content, nobody reads what follows the index.
            int last = OutputKeys.partOf(key) == 0 ? object.length - 40 : object.length - 1;
            for (int at : List.of(0, 50, object.length / 2, last)) {
                byte[] flipped = object.clone();
                flipped[at] ^= 4;
                store.put(key, ObjectBody.of(flipped));
                assertThatThrownBy(() -> TestOutputs.bytes(repository, store(output.key())))
                        .isInstanceOf(BackupException.class);
                store.put(key, new ObjectBody(object, 0, at));
                assertThatThrownBy(() -> TestOutputs.bytes(repository, store(output.key())))
                        .isInstanceOf(BackupException.class);
            }
            store.put(key, ObjectBody.of(object));
        }
        assertThat(TestOutputs.bytes(repository, output)).isEqualTo(bytes);
    }

    @Test
    void whicheverCallFailsNothingIsVisibleThatIsNotWholeAndTheNextPutCompletes() {
        for (int size : List.of(1_000, LARGE)) {
            byte[] bytes = TestOutputs.noise(size, size);
            boolean faulted = true;
            for (int call = 1; faulted; call++) {
                var fresh = new MemoryObjectStore();
                var home = TestOutputs.repository(fresh);
                var faulty = new FaultyObjectStore(fresh).failCall(call, new Unavailable("503"));

                Throwable failure =
                        catchThrowable(() -> TestOutputs.put(TestOutputs.on(home, faulty), DAY, "a.png", bytes));

                faulted = faulty.calls() >= call;
                assertThat(failure == null || failure instanceof Unavailable)
                        .as("%s", failure)
                        .isTrue();
                for (Output output : TestOutputs.all(home, Days.ALL)) {
                    assertThat(TestOutputs.bytes(home, output)).isEqualTo(bytes);
                }
                Output output = TestOutputs.put(home, DAY, "a.png", bytes).output();
                assertThat(TestOutputs.bytes(home, output)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void aLostAnswerIsLookedInto() {
        var done = new FaultyObjectStore(store).loseAnswerOfNext(Verb.PUT_IF_ABSENT);
        var lost = new FaultyObjectStore(store).failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("cut"));

        var first = TestOutputs.put(TestOutputs.on(repository, done), DAY, "1.png", new byte[1]);
        var second = TestOutputs.put(TestOutputs.on(repository, lost), DAY, "2.png", new byte[2]);

        assertThat(TestOutputs.bytes(repository, first.output())).hasSize(1);
        assertThat(TestOutputs.bytes(repository, second.output())).hasSize(2);
    }

    @Test
    void whatIsDamagedIsStoredAgainByWhoHasTheBytes() {
        byte[] bytes = TestOutputs.noise(9, 5_000);
        Output output = TestOutputs.put(repository, DAY, "a.png", bytes).output();
        store.put(output.key(), ObjectBody.of(new byte[200]));

        assertThat(TestOutputs.put(repository, DAY, "a.png", bytes).isNew()).isTrue();

        assertThat(TestOutputs.bytes(repository, store(output.key()))).isEqualTo(bytes);
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNotKept() {
        var opened = new AtomicInteger();
        OutputSource changing = () -> new ByteArrayInputStream(TestOutputs.noise(opened.incrementAndGet(), LARGE));

        assertThatThrownBy(() -> TestOutputs.store(repository).put(DAY, TestOutputs.png("a.png"), changing))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("changed");

        assertThat(TestOutputs.all(repository, Days.ALL)).isEmpty();
    }

    @Test
    void nothingIsWrittenWhereTheRepositoryIsGone() {
        var unmounted = TestOutputs.on(repository, new MemoryObjectStore());

        assertThatThrownBy(() -> TestOutputs.put(unmounted, DAY, "a.png", new byte[1]))
                .isInstanceOf(Missing.class);
    }

    @Test
    void aRangeOfDaysListsItsDaysOnly() {
        for (int day = 0; day < 5; day++) {
            TestOutputs.put(repository, DAY.plusDays(day), day + ".png", new byte[] {(byte) day});
        }

        assertThat(TestOutputs.all(repository, new Days(DAY.plusDays(1), DAY.plusDays(3))))
                .extracting(output -> output.description().path().toString())
                .containsExactly("1.png", "2.png", "3.png");
        assertThat(TestOutputs.all(repository, new Days(DAY.plusDays(3), DAY.plusYears(50))))
                .hasSize(2);
    }
}
