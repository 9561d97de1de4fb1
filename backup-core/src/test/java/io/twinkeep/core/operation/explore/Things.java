package io.twinkeep.core.operation.explore;

import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.ids.ObjectKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for keys and for stored bytes, so that a state is a few small numbers. Guarded by its own lock. */
final class Things {
    private record Key(int store, ObjectKey key) {}

    private final Map<Key, Integer> keyNumbers = new HashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<ByteBuffer, Integer> valueNumbers = new HashMap<>();
    private final List<byte[]> values = new ArrayList<>();
    private final List<ObjectKind> kinds = new ArrayList<>();

    Things() {
        values.add(null);
        kinds.add(null);
    }

    synchronized int key(int store, ObjectKey key) {
        return keyNumbers.computeIfAbsent(new Key(store, key), k -> {
            places.add(Place.of(store, key));
            return places.size() - 1;
        });
    }

    synchronized Place place(int key) {
        return places.get(key);
    }

    synchronized int keys() {
        return places.size();
    }

    synchronized int value(byte[] bytes) {
        return valueNumbers.computeIfAbsent(ByteBuffer.wrap(bytes), b -> {
            values.add(bytes);
            kinds.add(kindOf(bytes));
            return values.size() - 1;
        });
    }

    private static ObjectKind kindOf(byte[] bytes) {
        return SealedHeader.parse(bytes, "a stored object").kind();
    }

    synchronized byte[] bytes(int value) {
        return values.get(value);
    }

    synchronized ObjectKind kind(int value) {
        return kinds.get(value);
    }
}
