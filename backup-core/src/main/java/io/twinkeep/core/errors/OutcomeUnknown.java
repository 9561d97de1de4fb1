package io.twinkeep.core.errors;

/** A write's answer was lost: look at the store before writing again, and clean nothing up. Exit code 5. */
public final class OutcomeUnknown extends BackupException {
    public OutcomeUnknown(String what) {
        this(what, "", null);
    }

    public OutcomeUnknown(String what, String next) {
        this(what, next, null);
    }

    public OutcomeUnknown(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 5;
    }
}
