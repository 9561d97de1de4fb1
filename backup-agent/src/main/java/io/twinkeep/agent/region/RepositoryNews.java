package io.twinkeep.agent.region;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;

/**
 * Whether anything was committed to a model's logs since the last look, for three small requests: slots, sets and epochs are
 * filled in order, so the first free one of each tells. A hint to look closer; one thread uses it.
 */
final class RepositoryNews {
    private final ModelName model;
    private SetId set = SetId.FIRST;
    private int slot;

    RepositoryNews(ModelName model) {
        this.model = model;
    }

    /** True also at the first look, if there is anything at all. */
    boolean look(ObjectStore store) {
        boolean news = false;
        while (store.find(Layout.epoch(set.epoch() + 1)).isPresent()) {
            begin(new SetId(set.epoch() + 1, 1));
        }
        while (store.find(Layout.slot(model, set.next(), 0)).isPresent()) {
            begin(set.next());
            news = true;
        }
        while (store.find(Layout.slot(model, set, slot)).isPresent()) {
            slot++;
            news = true;
        }
        return news;
    }

    private void begin(SetId next) {
        set = next;
        slot = 0;
    }
}
