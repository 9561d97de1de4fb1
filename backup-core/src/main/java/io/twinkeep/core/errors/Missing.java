package io.twinkeep.core.errors;

/** The named thing does not exist. Exit code 6. */
public final class Missing extends BackupException {
    public Missing(String what) {
        this(what, "", null);
    }

    public Missing(String what, String next) {
        this(what, next, null);
    }

    public Missing(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 6;
    }
}
