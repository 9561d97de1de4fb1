package io.twinkeep.db.embedded;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A server's folder and the processes that work on it. Stateless. */
final class DataFolders {
    // Its lines: https://www.postgresql.org/docs/current/storage-file-layout.html and miscadmin.h tell what they are.
    private static final String POSTMASTER = "postmaster.pid";
    private static final int PORT_LINE = 3;
    private static final int SOCKET_FOLDER_LINE = 4;

    private DataFolders() {}

    /** A running server's files: some vanish meanwhile; its log is streamed later. */
    static void copy(Path from, Path to) {
        try {
            Files.walkFileTree(from, new Copying(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void makeStandby(Path folder, String backupLabel, String primary) {
        try {
            Files.writeString(folder.resolve("backup_label"), backupLabel);
            Files.writeString(
                    folder.resolve("postgresql.auto.conf"),
                    "primary_conninfo = '" + primary + "'\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.createFile(folder.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signals the postmaster first: once it stands still, it starts no process that this would miss. */
    static void signal(Path folder, String signal) {
        ProcessHandle postmaster = postmaster(folder);
        signal(postmaster, signal);
        postmaster.descendants().forEach(process -> signal(process, signal));
    }

    /**
     * Kills all processes, and removes what says that they run: where nobody collects ended orphans, the next start would take
     * their remains for a running server.
     */
    static void kill(Path folder) {
        List<String> lock = lockFile(folder);
        signal(folder, "STOP");
        ProcessHandle postmaster = postmaster(folder);
        postmaster.descendants().forEach(process -> signal(process, "KILL"));
        signal(postmaster, "KILL");
        try {
            Files.deleteIfExists(folder.resolve(POSTMASTER));
            Path socket = Path.of(lock.get(SOCKET_FOLDER_LINE)).resolve(".s.PGSQL." + lock.get(PORT_LINE));
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.resolveSibling(socket.getFileName() + ".lock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessHandle postmaster(Path folder) {
        return ProcessHandle.of(Long.parseLong(lockFile(folder).getFirst().strip()))
                .orElseThrow();
    }

    private static List<String> lockFile(Path folder) {
        try {
            return Files.readAllLines(folder.resolve(POSTMASTER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that ended meanwhile needs no signal: the server's workers come and go. */
    private static void signal(ProcessHandle process, String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0 && process.isAlive()) {
                throw new Failed("process " + process.pid() + " of the embedded Postgres took no SIG" + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted", "", e);
        }
    }

    /** Copies all but what belongs to the running server alone. */
    private static final class Copying extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copying(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Path copy = to.resolve(from.relativize(directory));
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String name = file.getFileName().toString();
            if (!name.startsWith("postmaster.") && !name.startsWith("epg-lock")) {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }
}
