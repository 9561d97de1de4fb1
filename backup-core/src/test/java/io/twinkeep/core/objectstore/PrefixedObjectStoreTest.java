package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrefixedObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore emptyStore() {
        var store = new MemoryObjectStore();
        store.put(key("outside"), ObjectBody.of("not seen"));
        store.put(key("some/prefix"), ObjectBody.of("not seen"));
        store.put(key("some/prefix-more/x"), ObjectBody.of("not seen"));
        return new PrefixedObjectStore(store, key("some/prefix"));
    }

    @Test
    void objectsLieBelowThePrefix() {
        var memory = new MemoryObjectStore();
        new PrefixedObjectStore(memory, key("team/models")).put(key("a/b"), ObjectBody.of("x"));

        assertThat(memory.find(key("team/models/a/b"))).isPresent();
    }
}
