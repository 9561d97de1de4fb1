package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real directory, made and looked at without the code under test. */
record Disk(Path directory) {
    /** Runs bash there, for names and times that the JDK can't write. Standard output, bytes as ISO-8859-1. */
    String bash(String script) {
        try {
            var process = new ProcessBuilder("bash", "-euc", script)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(script).isZero();
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Disk file(String name, String content) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Disk directory(String name) {
        try {
            Files.createDirectories(directory.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Disk link(String name, String target) {
        try {
            Files.createSymbolicLink(directory.resolve(name), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    static FilePath path(String text) {
        return FilePath.of(text);
    }

    /** A path whose bytes are the ISO-8859-1 characters. */
    static FilePath bytes(String latin1) {
        return FilePath.ofBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
