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
import java.util.ArrayList;
import java.util.List;

/** A server's folder and the processes that work on it. Stateless. */
final class DataFolders {
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

    static void signal(Path folder, String signal) {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            ProcessHandle handle = ProcessHandle.of(postmaster).orElseThrow();
            var command = new ArrayList<>(List.of("kill", "-" + signal, String.valueOf(postmaster)));
            handle.descendants().forEach(process -> command.add(String.valueOf(process.pid())));
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new Failed("a process of the embedded Postgres took no signal");
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
