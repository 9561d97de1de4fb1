package io.twinkeep.agent.outputs;

import io.twinkeep.agent.cache.OutputTaker;
import io.twinkeep.agent.cache.SettledImage;
import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.core.catalog.GenerationRecord;
import java.util.function.BiConsumer;

/** Puts each image's record into the spool, then hands on what is important. Thread-safe if {@code important} is. */
public final class RecordingTaker implements OutputTaker {
    private final GenerationRecords records;
    private final Spool spool;
    private final BiConsumer<SettledImage, GenerationRecord> important;

    /** @param important called for each important image once its record is durable; must not block */
    public RecordingTaker(
            GenerationRecords records, Spool spool, BiConsumer<SettledImage, GenerationRecord> important) {
        this.records = records;
        this.spool = spool;
        this.important = important;
    }

    @Override
    public Taken take(SettledImage image) {
        GenerationRecord record = records.record(image);
        spool.append(CatalogFacts.encode(record));
        return new Taken(record.important(), () -> handOn(image, record));
    }

    private void handOn(SettledImage image, GenerationRecord record) {
        if (record.important()) {
            important.accept(image, record);
        }
    }
}
