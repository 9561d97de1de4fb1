package io.twinkeep.agent.session;

import io.twinkeep.core.errors.BackupException;

/** How a check went: {@code exitCode} is 0 where all is well or only worth a word. */
public record Finding(String name, String result, String detail, String next, int exitCode) {
    public static Finding ok(String name, String detail) {
        return new Finding(name, "ok", detail, "", 0);
    }

    public static Finding warning(String name, String detail, String next) {
        return new Finding(name, "warning", detail, next, 0);
    }

    public static Finding problem(String name, String detail, String next, int exitCode) {
        return new Finding(name, "problem", detail, next, exitCode);
    }

    public static Finding problem(String name, BackupException e) {
        return problem(name, e.getMessage(), e.next(), e.exitCode());
    }

    /** The same about a thing with another name. */
    public Finding named(String other) {
        return new Finding(other, result, detail, next, exitCode);
    }
}
