package io.twinkeep.core.errors;

/** Somebody else was first: the key, slot or set is taken. Exit code 4. */
public final class Conflict extends BackupException {
    public Conflict(String what) {
        this(what, "", null);
    }

    public Conflict(String what, String next) {
        this(what, next, null);
    }

    public Conflict(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
