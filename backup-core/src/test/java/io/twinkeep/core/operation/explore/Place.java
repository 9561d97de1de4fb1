package io.twinkeep.core.operation.explore;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;

/** A key of one of the stores, taken apart; {@code slot} is -1 for what is no slot. Everything is in epoch 1. */
record Place(int store, ObjectKey key, int set, Part part, int slot) {
    enum Part {
        SLOT,
        PACK,
        PACKS,
        /** The folder of a model. Whoever lists it looks at the names of slots and at nothing else. */
        MODEL,
        OTHER
    }

    static Place of(int store, ObjectKey key) {
        String[] parts = key.value().split("/");
        if (parts.length == 2 && parts[0].equals("models")) {
            return new Place(store, key, 0, Part.MODEL, -1);
        }
        if (parts.length < 4 || !parts[0].equals("models")) {
            return new Place(store, key, 0, Part.OTHER, -1);
        }
        int set = SetId.parse(parts[2]).number();
        return switch (parts[3] + parts.length) {
            case "slots5" -> new Place(store, key, set, Part.SLOT, Integer.parseInt(parts[4]));
            case "packs5" -> new Place(store, key, set, Part.PACK, -1);
            case "packs4" -> new Place(store, key, set, Part.PACKS, -1);
            default -> new Place(store, key, set, Part.OTHER, -1);
        };
    }

    @Override
    public String toString() {
        return "store " + store + " " + key;
    }
}
