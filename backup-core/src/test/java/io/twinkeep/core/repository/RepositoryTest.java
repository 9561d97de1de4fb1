package io.twinkeep.core.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTest {
    private final SplittableRandom random = new SplittableRandom(6);
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final RepositoryId id = RepositoryId.random(random);
    private final KeyFile key = KeyFile.generate(id, random);

    @Test
    void aRepositoryOpensWithTheKeyThatItWasMadeWith() {
        Repository made = Repository.create(store, config(), key, "Ada", random);

        Repository opened = Repository.open(store, List.of(key));

        assertThat(opened.config()).isEqualTo(made.config());
        assertThat(opened.id()).isEqualTo(made.id());
        assertThat(opened.keys().newest().id()).isEqualTo(made.keys().newest().id());
        assertThat(opened.keys().newest().generation()).isEqualTo(1);
    }

    @Test
    void aSecondRepositoryAtTheSamePlaceIsRefused() {
        Repository first = Repository.create(store, config(), key, "Ada", random);

        assertThatThrownBy(() -> Repository.create(store, config(), key, "Bob", random))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("there is a repository at memory already");
        assertThatThrownBy(() -> Repository.createMirror(store, config(RepositoryId.random(random))))
                .isInstanceOf(Refused.class);
        assertThat(Repository.open(store, List.of(key)).id()).isEqualTo(first.id());
        assertThat(new KeyShelf(store).list()).hasSize(1);
    }

    @Test
    void whoLosesTheRaceToCreateLeavesNoKeyBehind() {
        RepositoryConfig winner = config(RepositoryId.random(random));
        var pause = store.pauseAt(Verb.PUT_IF_ABSENT, 2);
        var loser = new Thread(() -> assertThatThrownBy(() -> Repository.create(store, config(), key, "Bob", random))
                .isInstanceOf(Refused.class));
        loser.start();
        pause.awaitReached();
        Repository.create(memory, winner, KeyFile.generate(winner.id(), random), "Ada", new SplittableRandom(7));
        pause.resume();
        join(loser);

        assertThat(Repository.openWithoutKey(store).id()).isEqualTo(winner.id());
        assertThat(new KeyShelf(store).list())
                .singleElement()
                .satisfies(wrap -> assertThat(wrap.label()).isEqualTo("Ada"));
    }

    @Test
    void aLostAnswerIsLookedInto() {
        store.loseAnswerOfNext(Verb.PUT_IF_ABSENT).loseAnswerOfNext(Verb.PUT_IF_ABSENT);

        Repository made = Repository.create(store, config(), key, "Ada", random);

        assertThat(Repository.open(store, List.of(key)).id()).isEqualTo(made.id());
        assertThat(new KeyShelf(store).list()).hasSize(1);
    }

    @Test
    void aLostRequestIsSentAgain() {
        // The first is the wrap's, the second the config's.
        store.failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("lost"));
        store.failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("lost"));

        Repository made = Repository.create(store, config(), key, "Ada", random);

        assertThat(Repository.open(store, List.of(key)).id()).isEqualTo(made.id());
    }

    @Test
    void answersThatAreLostAgainAndAgainAreToldAsThat() {
        for (int i = 0; i < 5; i++) {
            store.failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("lost"));
        }

        assertThatThrownBy(() -> Repository.createMirror(store, config())).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void aMirrorOpensWithoutAKey() {
        Repository mirror = Repository.createMirror(store, config());

        assertThat(Repository.openWithoutKey(store).id()).isEqualTo(mirror.id());
        assertThat(mirror.keys().all()).isEmpty();
        assertThatThrownBy(() -> Repository.open(store, List.of(key))).isInstanceOf(Refused.class);
    }

    @Test
    void aKeyFileServesOneRepositoryOnly() {
        RepositoryConfig other = config(RepositoryId.random(random));

        assertThatThrownBy(() -> Repository.create(store, other, key, "Ada", random))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the key file is for repository " + id);
        assertThat(store.find(Layout.REPOSITORY)).isEmpty();
    }

    @Test
    void aKeyFileOfAnotherRepositoryIsToldAsThat() {
        RepositoryConfig other = config(RepositoryId.random(random));
        Repository.create(store, other, KeyFile.generate(other.id(), random), "Ada", random);

        assertThatThrownBy(() -> Repository.open(store, List.of(key)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the given key file opens nothing")
                .hasMessageContaining("it is for repository " + id)
                .hasMessageContaining("belong to repository " + other.id());
    }

    @Test
    void anEmptyPlaceIsMissing() {
        assertThatThrownBy(() -> Repository.open(store, List.of(key)))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("there is no repository at memory");
    }

    @Test
    void theConfigReadsBackAsItWasWritten() {
        for (int lockDays : new int[] {0, 1, 3650}) {
            for (var writers : RepositoryConfig.Writers.values()) {
                var config = new RepositoryConfig(RepositoryId.random(random), Instant.EPOCH, writers, lockDays);
                assertThat(RepositoryConfig.parse(config.bytes(), "it")).isEqualTo(config);
            }
        }
        assertThatThrownBy(() -> new RepositoryConfig(
                        RepositoryId.random(random), Instant.EPOCH, RepositoryConfig.Writers.ONE, 3651))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnknownFormatVersionIsRefused() {
        String newer = text().replace("\"format\" : 1", "\"format\" : 2");

        assertThatThrownBy(() -> parse(newer)).isInstanceOf(Refused.class).hasMessageContaining("format version 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "id", "created", "writers", "lock_days"})
    void aMissingFieldIsCorrupt(String field) {
        assertThatThrownBy(() -> parse(text().replace("\"" + field + "\"", "\"other\"")))
                .isInstanceOf(Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"format\" : \"1\"",
                "\"format\" : 1.0",
                "\"format\" : 18446744073709551617",
                "\"id\" : 7",
                "\"id\" : \"../../etc\"",
                "\"created\" : \"yesterday\"",
                "\"created\" : 0",
                "\"writers\" : \"several\"",
                "\"writers\" : null",
                "\"lock_days\" : -1",
                "\"lock_days\" : 3651",
                "\"lock_days\" : 4294967296",
                "\"lock_days\" : \"0\"",
                "\"lock_days\" : [0]"
            })
    void aWrongFieldIsCorrupt(String wrong) {
        String name = wrong.substring(0, wrong.indexOf(" :"));
        String text = text().replaceFirst(name + " : [^,\\n]*", wrong);

        assertThatThrownBy(() -> parse(text)).isInstanceOf(Corrupt.class);
    }

    @Test
    void everyCutOfTheConfigIsCorrupt() {
        byte[] whole = config().bytes();
        // Without its last line end it is whole still.
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RepositoryConfig.parse(cut, "it")).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void aHugeConfigIsNotReadIntoMemory() {
        memory.put(new ObjectKey("repository.json"), ObjectBody.of(new byte[70_000]));

        assertThatThrownBy(() -> Repository.openWithoutKey(store)).isInstanceOf(Corrupt.class);
    }

    private String text() {
        return new String(config().bytes(), StandardCharsets.UTF_8);
    }

    private static RepositoryConfig parse(String text) {
        return RepositoryConfig.parse(text.getBytes(StandardCharsets.UTF_8), "it");
    }

    private RepositoryConfig config() {
        return config(id);
    }

    private static RepositoryConfig config(RepositoryId id) {
        return new RepositoryConfig(id, Instant.parse("2026-03-01T10:00:00Z"), RepositoryConfig.Writers.MANY, 0);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
