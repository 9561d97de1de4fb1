package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;

/** The slot that an entry was made for, and in which repository; a mirror keeps it, wherever the entry lies there. */
public record SlotOrigin(RepositoryId repository, ModelName model, SetId set, int slot) {
    @Override
    public String toString() {
        return "slot " + slot + " of set " + set + " of model " + model + " in repository " + repository;
    }
}
