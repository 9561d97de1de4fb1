package io.twinkeep.agent.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.repository.Layout;
import org.junit.jupiter.api.Test;

class RepositoryNewsTest {
    private static final ModelName MODEL = new ModelName("m");

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final RepositoryNews news = new RepositoryNews(MODEL);

    private void put(ObjectKey key) {
        store.put(key, ObjectBody.of("x"));
    }

    private void commit(int epoch, int set, int slot) {
        put(Layout.slot(MODEL, new SetId(epoch, set), slot));
    }

    @Test
    void anEmptyRepositoryHasNone() {
        assertThat(news.look(store)).isFalse();
        put(Layout.REPOSITORY);
        assertThat(news.look(store)).isFalse();
    }

    @Test
    void whateverIsCommittedIsSeenOnce() {
        commit(1, 1, 0);
        assertThat(news.look(store)).isTrue();
        assertThat(news.look(store)).isFalse();
        commit(1, 1, 1);
        commit(1, 1, 2);
        assertThat(news.look(store)).isTrue();
        assertThat(news.look(store)).isFalse();
        commit(1, 2, 0);
        assertThat(news.look(store)).isTrue();
        assertThat(news.look(store)).isFalse();
    }

    @Test
    void aNewEpochIsFollowedAlsoWhereOneBetweenWasNeverUsed() {
        commit(1, 1, 0);
        commit(1, 2, 0);
        put(Layout.epoch(2));
        put(Layout.epoch(3));
        assertThat(news.look(store)).isFalse();
        commit(3, 1, 0);
        assertThat(news.look(store)).isTrue();
        commit(3, 1, 1);
        assertThat(news.look(store)).isTrue();
    }
}
