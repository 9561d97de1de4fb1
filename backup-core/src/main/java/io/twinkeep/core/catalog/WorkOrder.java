package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.Token;
import java.time.Instant;
import java.util.SortedMap;

/** A thing that a region's agent is asked to do once, under the epoch of whoever asks. */
public record WorkOrder(
        Token id,
        String region,
        String kind,
        SortedMap<String, String> parameters,
        int epoch,
        Instant placed,
        String placedBy) {
    public WorkOrder {
        parameters = Extras.copyOf(parameters);
        placed = Micros.of(placed);
    }

    /** How far an order is. */
    public enum State {
        OPEN,
        CLAIMED,
        DONE,
        FAILED
    }
}
