package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.Nearest;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells a failure once, to people on stderr and to scripts as JSON on stdout, and turns it into the exit code. */
final class Failures {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final Surroundings surroundings;
    private final boolean json;

    Failures(Surroundings surroundings, boolean json) {
        this.surroundings = surroundings;
        this.json = json;
    }

    int badUsage(ParameterException exception) {
        String verb = exception.getCommandLine().getCommandSpec().qualifiedName();
        Optional<UnmatchedArgumentException> unknown = unknown(exception);
        String message = unknown.filter(unmatched -> unmatched != exception)
                .map(unmatched -> unmatched.getMessage() + "; " + exception.getMessage())
                .orElse(exception.getMessage());
        String meant = unknown.map(Failures::meant)
                .filter(suggestions -> !suggestions.isEmpty())
                .map(suggestions -> "did you mean " + String.join(" or ", suggestions) + "? ")
                .orElse("");
        return tell("BadUsage", message, meant + "'" + verb + " --help' tells what there is", USAGE, exception);
    }

    /** What is like the first unknown word: what is only the nearest is no help. */
    private static List<String> meant(UnmatchedArgumentException exception) {
        String word = exception.getUnmatched().getFirst().replaceFirst("=.*", "");
        return exception.getSuggestions().stream()
                .filter(suggestion -> Nearest.isNear(word, suggestion))
                .toList();
    }

    /** A mistyped option is often why something else seems to be missing, so it is told first. */
    private static Optional<UnmatchedArgumentException> unknown(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched) {
            return Optional.of(unmatched);
        }
        List<String> arguments = exception.getCommandLine().getUnmatchedArguments();
        return arguments.isEmpty()
                ? Optional.empty()
                : Optional.of(new UnmatchedArgumentException(exception.getCommandLine(), arguments));
    }

    int failed(Exception exception) {
        if (exception instanceof BackupException e) {
            return tell(kind(e), e.getMessage(), e.next(), e.exitCode(), e);
        }
        String next = surroundings.isDebug()
                ? "please report it with the lines above"
                : "set TWINKEEP_DEBUG=1 and run again to see where it happened";
        return tell("Failed", "unexpected: " + exception, next, FAILED, exception);
    }

    /** How a failure is told to scripts, whoever tells it. */
    static Map<String, Object> fields(BackupException e) {
        return fields(kind(e), e.getMessage(), e.next(), e.exitCode());
    }

    static Map<String, Object> fields(String kind, String message, String next, int exitCode) {
        return Answer.fields("kind", kind, "message", message, "next", next, "exit_code", exitCode);
    }

    private static String kind(BackupException e) {
        return e.getClass().getSimpleName();
    }

    private int tell(String kind, String message, String next, int exitCode, Exception exception) {
        if (surroundings.isDebug()) {
            exception.printStackTrace(surroundings.err());
        }
        surroundings.err().println("twinkeep: " + Printable.lines(message));
        if (!next.isEmpty()) {
            surroundings.err().println("next: " + Printable.lines(next));
        }
        if (json) {
            surroundings.out().println(Json.text(Map.of("error", fields(kind, message, next, exitCode))));
        }
        return exitCode;
    }
}
