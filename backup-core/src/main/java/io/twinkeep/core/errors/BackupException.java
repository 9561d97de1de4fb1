package io.twinkeep.core.errors;

/**
 * A failure that a person or a script must act on: what happened, where, and the next step.
 * The message is the first line for people; {@link #next()} is the second, empty when there is nothing better to say.
 */
public abstract sealed class BackupException extends RuntimeException
        permits Failed, BadUsage, Corrupt, Conflict, Unavailable, OutcomeUnknown, Missing, Refused {
    private final String next;

    BackupException(String what, String next, Throwable cause) {
        super(what, cause);
        this.next = next;
    }

    /** The next step for whoever reads the message; may be empty, never null. */
    public String next() {
        return next;
    }

    /** The documented exit code of the command line, 1 to 7. */
    public abstract int exitCode();
}
