package io.twinkeep.agent.cli;

import io.twinkeep.agent.demo.SmallModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Goes through the everyday verbs with a small model in the folder that is named, so that Java can note what it loads and
 * what is hot (JEP 483, 514 and 515); the launcher lets it write that to a cache which later starts begin with.
 */
final class Rehearsal {
    private static final Set<String> KEYLESS = Set.of("digest", "replicate");

    private final Path folder;
    private final Surroundings surroundings;

    private Rehearsal(Path folder) {
        this.folder = folder;
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        this.surroundings = new Surroundings(
                Map.of("HOME", folder.toString()),
                nowhere,
                nowhere,
                OptionalInt.empty(),
                folder,
                InstantSource.system(),
                new SecureRandom(),
                new Ending());
    }

    public static void main(String[] args) throws IOException {
        new Rehearsal(Path.of(args[0])).run();
        System.exit(0);
    }

    private void run() throws IOException {
        Main.run("--version"); // as each start begins, and with all verbs
        var small = new SmallModel(512, 4);
        Path model = Files.createDirectory(folder.resolve("model"));
        small.write(model);
        verb("init");
        backUpAndRestore();
        small.train(model, 1);
        backUpAndRestore();
        verb("verify", "--read-data", "100");
        verb("replicate", "--to", folder.resolve("mirror").toString());
        verb("versions", "--json");
        verb("prune", "--keep-sets", "2", "--dry-run");
        verb("digest", model.toString());
    }

    private void backUpAndRestore() {
        verb("backup", "--model", "m", "--json", folder.resolve("model").toString());
        verb(
                "restore",
                "--model",
                "m",
                "--json",
                "--to",
                folder.resolve("standby").toString());
    }

    private void verb(String name, String... arguments) {
        var all = new ArrayList<>(List.of(name));
        if (!name.equals("digest")) {
            all.addAll(List.of("-r", folder.resolve("repository").toString()));
        }
        if (!KEYLESS.contains(name)) {
            all.addAll(List.of("--key-file", folder.resolve("key").toString()));
        }
        all.addAll(List.of(arguments));
        int code = CommandLines.execute(surroundings, all.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException("'twinkeep " + name + "' ended with " + code);
        }
    }
}
