package io.twinkeep.agent.region;

import io.twinkeep.agent.service.EventLog;
import io.twinkeep.core.operation.Progress;

/** The notes of work that is no job, as lines of the log. */
record Notes(EventLog log, String work) implements Progress {
    @Override
    public void begin(String phase, long totalBytes) {}

    @Override
    public void advance(long bytes) {}

    @Override
    public void note(String message) {
        log.info("note", "work", work, "message", message);
    }
}
