package io.twinkeep.core.errors;

/** Stored or restored bytes are not what they were; nothing was made from them. Exit code 3. */
public final class Corrupt extends BackupException {
    public Corrupt(String what) {
        this(what, "", null);
    }

    public Corrupt(String what, String next) {
        this(what, next, null);
    }

    public Corrupt(String what, String next, Throwable cause) {
        super(what, next, cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
