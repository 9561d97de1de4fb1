package io.twinkeep.core.operation;

/** Told how far a run is; may be called from many threads and must not block. */
public interface Progress {
    Progress NONE = new Progress() {
        @Override
        public void begin(String phase, long totalBytes) {}

        @Override
        public void advance(long bytes) {}

        @Override
        public void note(String message) {}
    };

    /** A new phase starts; {@code totalBytes} is 0 where the amount is not known. */
    void begin(String phase, long totalBytes);

    void advance(long bytes);

    /** Something that a person should know, and that does not stop the run. */
    void note(String message);
}
