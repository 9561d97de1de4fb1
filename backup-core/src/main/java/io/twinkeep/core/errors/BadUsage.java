package io.twinkeep.core.errors;

/** The order itself is wrong: an option, an address, a name. Exit code 2. */
public final class BadUsage extends BackupException {
    public BadUsage(String what) {
        this(what, "", null);
    }

    public BadUsage(String what, String next) {
        this(what, next, null);
    }

    public BadUsage(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 2;
    }
}
