package io.twinkeep.core.objectstore;

final class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore emptyStore() {
        return new MemoryObjectStore();
    }
}
