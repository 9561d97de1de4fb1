package io.twinkeep.core.errors;

/** A guard, or the store itself, says no; repeating the call changes nothing. Exit code 7. */
public final class Refused extends BackupException {
    public Refused(String what) {
        this(what, "", null);
    }

    public Refused(String what, String next) {
        this(what, next, null);
    }

    public Refused(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 7;
    }
}
