package io.twinkeep.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the program starts: the only place that asks the system for its environment, streams, clock and randomness. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Everything but the exit, with the code that it takes. */
    static int run(String... args) {
        boolean json = Arrays.asList(args).contains("--json");
        OutputStream pipe = new Pipe(new FileOutputStream(FileDescriptor.out));
        OutputStream answers = json ? new FirstWriter(pipe) : pipe;
        PrintStream err = stream(new Pipe(new FileOutputStream(FileDescriptor.err)), false);
        OptionalInt columns = columns();
        // Before anything else, since a signal may come at any time.
        var ending = new Ending();
        var interruption = new Interruption(
                ending, err, columns.isPresent(), json ? Optional.of(stream(answers, false)) : Optional.empty());
        Signals.onEnding(interruption::signalled);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::tell));
        var surroundings = new Surroundings(
                System.getenv(),
                stream(answers, Boolean.getBoolean("twinkeep.terminal")),
                err,
                columns,
                Path.of(System.getProperty("twinkeep.home", "backup-agent")),
                InstantSource.system(),
                new SecureRandom(),
                ending);
        int code = CommandLines.execute(surroundings, args);
        interruption.over();
        return code;
    }

    private static PrintStream stream(OutputStream out, boolean terminal) {
        return new PrintStream(terminal ? new TerminalStream(out) : out, false, StandardCharsets.UTF_8);
    }

    /** The launcher knows whether messages go to a terminal, which Java can't find out. */
    private static OptionalInt columns() {
        Integer columns = Integer.getInteger("twinkeep.columns");
        return columns == null || columns < 20 ? OptionalInt.empty() : OptionalInt.of(columns);
    }

    /** A reader who has seen enough ('twinkeep show V | head') is no failure; a full disk is. */
    private static final class Pipe extends FilterOutputStream {
        Pipe(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
                    throw e;
                }
            }
        }
    }
}
