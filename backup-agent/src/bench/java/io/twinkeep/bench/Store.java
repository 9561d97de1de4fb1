package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where a program puts its repository, with a home of its own beside it: keys and caches live and die with the repository.
 *
 * @param address as restic and Twinkeep know it: a folder, or {@code s3:http://HOST:PORT/BUCKET/PREFIX}
 * @param folder where its bytes come to lie on this machine
 * @param home the user's home directory of the program that uses it
 * @param access variables with the credentials
 * @param runner what the program is started by; empty for nothing
 * @param uploadLimit bytes a second that the program is asked to keep to; 0 for none
 */
record Store(
        String address, Path folder, Path home, Map<String, String> access, List<String> runner, long uploadLimit) {
    static Store local(Path parent) {
        Path folder = parent.resolve("repository");
        return new Store(folder.toString(), folder, parent.resolve("home"), Map.of(), List.of(), 0);
    }
}
