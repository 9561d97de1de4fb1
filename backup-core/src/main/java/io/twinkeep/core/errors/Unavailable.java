package io.twinkeep.core.errors;

/** The store or network failed for now; the same call may succeed later, and a retry is safe. Exit code 5. */
public final class Unavailable extends BackupException {
    public Unavailable(String what) {
        this(what, "", null);
    }

    public Unavailable(String what, String next) {
        this(what, next, null);
    }

    public Unavailable(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 5;
    }
}
