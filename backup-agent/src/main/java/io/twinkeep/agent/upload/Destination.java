package io.twinkeep.agent.upload;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputSource;
import java.time.LocalDate;

/** Where images go: a repository, opened anew now and then, and after each failure. */
public interface Destination {
    /** @throws io.twinkeep.core.errors.BackupException if it can't be written to now */
    Opened open();

    /** Safe for use by many threads. */
    interface Opened extends AutoCloseable {
        /**
         * Makes sure, once for several images, that the repository is there and ours to write to; returns the day to store
         * them under.
         */
        LocalDate look();

        /** Returns once the store has confirmed the output. */
        ObjectKey put(LocalDate day, Output.Description description, OutputSource source);

        @Override
        void close();
    }
}
