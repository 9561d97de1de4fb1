package io.twinkeep.agent.demo;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One of the demonstration's regions: a folder with all that is there.
 *
 * @param name of the region
 * @param folder holds all of it
 * @param store its S3 server
 */
public record TwinRegion(String name, Path folder, URI store) {
    public static final String MODEL = "z-image-turbo";
    static final String BUCKET = "twinkeep";
    static final String DATABASE = "facts";

    /** The directory that the primary's agent watches. */
    public Path model() {
        return folder.resolve("model");
    }

    /** The cache of fresh images. */
    Path outputs() {
        return folder.resolve("outputs");
    }

    /** Where versions of the other region arrive. */
    Path twin() {
        return folder.resolve("twin");
    }

    /** The version that the standby would serve. */
    public Path current() {
        return twin().resolve("current");
    }

    /** What its agent tells. */
    public Path log() {
        return folder.resolve("agent.log");
    }

    /** The agent's file. */
    public Path config() {
        return folder.resolve("agent.yaml");
    }

    String address() {
        return "s3:" + store + "/" + BUCKET + "/models";
    }

    /** The agent's login for the facts. */
    String login() {
        return name.replace("-", "") + "_agent";
    }

    /**
     * Writes the agent's file.
     *
     * @param other the region that this one copies to or follows
     * @param databases the own region's first
     * @param more what only this part has to say
     */
    void configure(TwinRegion other, List<String> databases, String access, Path key, String more) {
        String credentials = "credentials: { write: %1$s, prune: %1$s, follow: %1$s }".formatted(access);
        String text = """
                region: %1$s
                agent: gpu-%1$s-a
                state: %2$s/state
                repository:
                  address: '%3$s'
                  key-file: %4$s
                  %5$s
                mirrors:
                  - name: %6$s
                    address: '%7$s'
                    %5$s
                watch: { poll: 1s, settle: 1s }
                cache: { directory: %2$s/packs }
                database: { hosts: ['%8$s'], name: %9$s, login: %10$s }
                http: 127.0.0.1:0
                log: json
                """.formatted(
                        name,
                        folder,
                        address(),
                        key,
                        credentials,
                        other.name(),
                        other.address(),
                        String.join("', '", databases),
                        DATABASE,
                        login());
        try {
            Files.writeString(config(), text + more);
        } catch (IOException e) {
            throw new Failed("the file " + config() + " can't be written: " + e, "name another folder with --temp", e);
        }
    }
}
