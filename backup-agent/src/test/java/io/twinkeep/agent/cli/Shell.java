package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** Runs verbs in this process, with an environment, a home folder and a repository of its own. */
final class Shell {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Ending ending = new Ending();

    Shell(Path folder) {
        this.folder = folder;
        environment.put("HOME", folder.resolve("home").toString());
        // This process holds what other tests left in it: no verb shall think that it is its own garbage, and collect
        // it.
        environment.put("TWINKEEP_MEMORY", "1GiB");
    }

    /** How a run ended. */
    record Ended(int code, byte[] stdout, String err) {
        String out() {
            return new String(stdout, StandardCharsets.UTF_8);
        }

        Ended expecting(int wanted) {
            assertThat(code).as(err).isEqualTo(wanted);
            return this;
        }

        /** What stdout says, which is exactly one line with one JSON object. */
        Map<String, Object> json() {
            assertThat(out().strip().lines().toList()).as(err).hasSize(1);
            return Json.object(stdout, "stdout");
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> error() {
            return (Map<String, Object>) json().get("error");
        }
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** As a signal would. */
    boolean signal() {
        return ending.request();
    }

    Ended run(Object... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var surroundings = new Surroundings(
                environment,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                OptionalInt.empty(),
                Path.of("").toAbsolutePath(),
                InstantSource.system(),
                new SecureRandom(),
                ending);
        String[] texts = List.of(args).stream().map(Object::toString).toArray(String[]::new);
        int code = CommandLines.execute(surroundings, texts);
        return new Ended(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** The run on {@link #repository()} with its key, as JSON. */
    Map<String, Object> json(String verb, Object... args) {
        return on(verb, args).expecting(0).json();
    }

    /** The same, however it ends. */
    Ended on(String verb, Object... args) {
        var all = new ArrayList<Object>(List.of(verb.split(" ")));
        all.addAll(List.of("--repository", repository(), "--json"));
        if (!verb.equals("replicate") && !verb.equals("probe") && !verb.equals("key list")) {
            all.addAll(List.of("--key-file", key()));
        }
        all.addAll(List.of(args));
        return run(all.toArray());
    }

    Path repository() {
        return folder.resolve("repository");
    }

    Path key() {
        return folder.resolve("twinkeep.key");
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    /** A repository, and a model of three files in {@code model}. */
    Shell initialised() throws IOException {
        run("init", "-r", repository(), "--key-file", key()).expecting(0);
        write("model/model_index.json", "{}\n".getBytes(StandardCharsets.UTF_8));
        write("model/unet/weights.bin", noise(1, 300_000));
        write("model/unet/naïve name", "text\n".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Map<String, Object> backUp(Object... more) {
        var args = new ArrayList<Object>(List.of("--model", "z-image-turbo", folder("model")));
        args.addAll(List.of(more));
        return json("backup", args.toArray());
    }

    void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** What a program of the system prints, run in a folder. */
    static String program(Path where, byte[] input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
