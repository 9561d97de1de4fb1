package io.twinkeep.core.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.crypto.Passphrase;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.WrapId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.Verb;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyShelfTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final ModelName MODEL = new ModelName("z-image-turbo");

    private final SplittableRandom random = new SplittableRandom(8);
    private final ObjectStore store = new MemoryObjectStore();
    private final KeyShelf shelf = new KeyShelf(store);
    private final RepositoryId id = RepositoryId.random(random);
    private final KeyFile ada = KeyFile.generate(id, random);
    private final KeyFile bob = KeyFile.generate(id, random);
    private KeyRing keys;

    @BeforeEach
    void create() {
        var config = new RepositoryConfig(id, NOW, RepositoryConfig.Writers.MANY, 0);
        keys = Repository.create(store, config, ada, "Ada", random).keys();
    }

    @Test
    void anAddedHolderOpensTheSameKey() {
        shelf.add(keys, bob, "Bob", NOW.plusSeconds(1), random);

        assertThat(shelf.open(List.of(bob)).newest().id())
                .isEqualTo(keys.newest().id());
        assertThat(shelf.list()).extracting(KeyWrap::label).containsExactly("Ada", "Bob");
    }

    @Test
    void aRemovedHolderOpensNothingMore() {
        shelf.add(keys, bob, "Bob", NOW, random);
        shelf.copyInto(MODEL, SetId.FIRST, keys.newest().id());

        shelf.remove(wrapOf("Bob").id());

        assertThatThrownBy(() -> shelf.open(List.of(bob))).isInstanceOf(Refused.class);
        assertThat(shelf.open(List.of(ada)).all()).hasSize(1);
        assertThatThrownBy(() -> shelf.remove(WrapId.random(random))).isInstanceOf(Missing.class);
    }

    @Test
    void theLastWrapOfAKeyStays() {
        assertThatThrownBy(() -> shelf.remove(wrapOf("Ada").id()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is the last one of its data key");

        shelf.rotate(keys, List.of(ada, bob), "new", NOW, random);
        assertThatThrownBy(() -> shelf.remove(wrapOf("Ada").id())).isInstanceOf(Refused.class);
        assertThat(shelf.open(List.of(ada)).all()).hasSize(2);
    }

    @Test
    void twoRemovalsAtOnceDoNotTakeTheLastTwoWraps() throws InterruptedException {
        shelf.add(keys, bob, "Bob", NOW, random);
        WrapId adas = wrapOf("Ada").id();
        WrapId bobs = wrapOf("Bob").id();
        var faulty = new FaultyObjectStore(store);
        var pause = faulty.pauseAt(Verb.DELETE, 1);
        var slow = new Thread(() ->
                assertThatThrownBy(() -> new KeyShelf(faulty).remove(adas)).isInstanceOf(Refused.class));

        slow.start();
        pause.awaitReached();
        shelf.remove(bobs);
        pause.resume();
        slow.join();

        assertThat(shelf.open(List.of(ada)).all()).hasSize(1);
    }

    @Test
    void aNewKeyIsForNewSetsAndForTheGivenHoldersOnly() {
        shelf.add(keys, bob, "Bob", NOW, random);

        DataKey next = shelf.rotate(keys, List.of(ada), "second", NOW, random);

        assertThat(next.generation()).isEqualTo(2);
        assertThat(shelf.open(List.of(ada)).newest().id()).isEqualTo(next.id());
        assertThat(shelf.open(List.of(ada)).all()).hasSize(2);
        assertThat(shelf.open(List.of(bob)).newest().id())
                .isEqualTo(keys.newest().id());
        assertThatThrownBy(() -> shelf.rotate(keys, List.of(bob), "third", NOW, random))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("does not open the newest data key");
    }

    @Test
    void theCopiesInSetsOpenWhereTheKeysFolderIsLost() {
        shelf.copyInto(MODEL, SetId.FIRST, keys.newest().id());
        store.delete(Layout.wrap(wrapOf("Ada").id()));

        assertThat(shelf.list()).isEmpty();
        assertThat(shelf.open(List.of(ada)).newest().id())
                .isEqualTo(keys.newest().id());
    }

    @Test
    void aDamagedWrapDoesNotOverwriteItsGoodCopy() {
        KeyWrap wrap = wrapOf("Ada");
        shelf.copyInto(MODEL, SetId.FIRST, keys.newest().id());
        byte[] damaged = wrap.object().clone();
        damaged[damaged.length - 1] ^= 1;
        store.put(Layout.wrap(wrap.id()), ObjectBody.of(damaged));

        shelf.copyInto(MODEL, SetId.FIRST, keys.newest().id());

        assertThat(shelf.open(List.of(ada)).newest().id())
                .isEqualTo(keys.newest().id());
    }

    @Test
    void whatIsNoWrapDoesNotKeepTheOthersFromOpening() {
        byte[] newer = wrapOf("Ada").object().clone();
        newer[4] = 2;
        store.put(Layout.wrap(WrapId.random(random)), ObjectBody.of(newer));
        store.put(Layout.wrap(WrapId.random(random)), ObjectBody.of("rubbish"));
        store.put(Layout.wrap(WrapId.random(random)), ObjectBody.of(new byte[100_000]));
        // The same wrap under another name would count twice, and let the last one be removed.
        store.put(
                Layout.wrap(WrapId.random(random)), ObjectBody.of(wrapOf("Ada").object()));

        assertThat(shelf.list()).hasSize(1);
        assertThat(shelf.open(List.of(ada)).all()).hasSize(1);
        assertThatThrownBy(() -> shelf.remove(wrapOf("Ada").id())).isInstanceOf(Refused.class);
    }

    @Test
    void aLostAnswerToAnAddedWrapIsLookedInto() {
        var faulty = new FaultyObjectStore(store)
                .failNext(Verb.PUT_IF_ABSENT, new io.twinkeep.core.errors.OutcomeUnknown("lost"))
                .loseAnswerOfNext(Verb.PUT_IF_ABSENT);

        new KeyShelf(faulty).add(keys, bob, "Bob", NOW, random);
        new KeyShelf(faulty).add(keys, bob, "Bob again", NOW, random);

        assertThat(shelf.list()).hasSize(3);
    }

    @Test
    void noKeyAtAllSaysWhichOptionToGive() {
        assertThatThrownBy(() -> shelf.open(List.of()))
                .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.next()).contains("--key-file"));
    }

    @Test
    void aKeyThatMayReadAnotherRepositoryCanNotBringItsDataKeyHere() {
        var other = new MemoryObjectStore();
        var config = new RepositoryConfig(RepositoryId.random(random), NOW, RepositoryConfig.Writers.MANY, 0);
        KeyRing theirs = Repository.create(other, config, KeyFile.generate(config.id(), random), "Eve", random)
                .keys();
        assertThatThrownBy(() -> new KeyShelf(other).add(theirs, ada, "Ada", NOW, random))
                .isInstanceOf(Refused.class);

        var phrase = new Passphrase("correct horse battery staple");
        new KeyShelf(other).rotate(theirs, List.of(phrase), "their second", NOW, random);
        shelf.add(keys, phrase, "ours", NOW, random);
        new KeyShelf(other).list().forEach(wrap -> store.put(Layout.wrap(wrap.id()), ObjectBody.of(wrap.object())));

        Repository opened = Repository.open(store, List.of(phrase));
        assertThat(opened.keys().all()).hasSize(2);
        assertThat(opened.keys().newest().id()).isEqualTo(keys.newest().id());
        assertThat(shelf.rotate(opened.keys(), List.of(ada), "second", NOW, random)
                        .generation())
                .isEqualTo(2);
    }

    private KeyWrap wrapOf(String label) {
        return shelf.list().stream()
                .filter(wrap -> wrap.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
