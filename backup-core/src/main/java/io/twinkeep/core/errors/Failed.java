package io.twinkeep.core.errors;

/** The work failed in a way that neither waiting nor another store will mend. Exit code 1. */
public final class Failed extends BackupException {
    public Failed(String what) {
        this(what, "", null);
    }

    public Failed(String what, String next) {
        this(what, next, null);
    }

    public Failed(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 1;
    }
}
