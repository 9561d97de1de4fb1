package io.twinkeep.agent.config;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.Traffic;
import io.twinkeep.core.objectstore.TrustedAuthorities;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.repository.Layout;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Everything a run was told beside the arguments of its own verb. Immutable; prints no secret.
 *
 * @param home the folder of Twinkeep's own files, usually {@code ~/.config/twinkeep}
 * @param memory bytes that the process may take; empty for what its threads usually need
 * @param traffic what all stores of this process may send and receive together
 * @param authorities trusted by connections to every S3 store, beside the JDK's own
 */
public record AgentConfig(
        Path home,
        Optional<RepositoryAddress> repository,
        List<Path> keyFiles,
        List<Path> passphraseFiles,
        Optional<ModelName> model,
        int threads,
        OptionalLong memory,
        Traffic traffic,
        CacheSettings cache,
        S3Access s3,
        Optional<TrustedAuthorities> authorities,
        VfsSettings directories) {
    private static final int MAX_THREADS = 256;

    /**
     * Reads all settings: an option wins over a variable, a variable over the file.
     *
     * @param options what the command line gives, in its own words
     * @param file named on the command line
     * @throws BadUsage naming every wrong setting with its place
     */
    public static AgentConfig read(
            Map<Setting, List<String>> options, Optional<Path> file, Map<String, String> environment) {
        var problems = new Problems();
        var places = new Places(environment);
        Optional<Path> chosen = file.or(places::configFile);
        var values = new Values(options, environment, chosen.map(f -> ConfigFile.read(f, problems)), problems);
        int threads = values.parsed(Setting.THREADS, AgentConfig::threads)
                .orElse(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
        places.checkBackground(problems);
        var config = new AgentConfig(
                places.home(),
                values.parsed(Setting.REPOSITORY, RepositoryAddress::parse),
                values.paths(Setting.KEY_FILE),
                values.paths(Setting.PASSPHRASE_FILE),
                values.parsed(Setting.MODEL, ModelName::new),
                threads,
                limit(values, Setting.MEMORY, text -> memory(text, threads)),
                new Traffic(
                        limit(values, Setting.UPLOAD_LIMIT, ByteAmount::parse),
                        limit(values, Setting.DOWNLOAD_LIMIT, ByteAmount::parse),
                        Layout::urgency),
                cache(values, places),
                places.s3(values.text(Setting.PROFILE), values.text(Setting.REGION), problems),
                values.parsed(Setting.CA_FILE, text -> TrustedAuthorities.read(Path.of(text))),
                directories(values));
        problems.throwIfAny(chosen.isPresent() ? "the precedence is option, variable, then " + chosen.get() : "");
        return config;
    }

    private static OptionalLong limit(Values values, Setting setting, Function<String, Long> parser) {
        return values.parsed(setting, parser).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** What is too little is told with whatever else is wrong. */
    private static long memory(String text, int threads) {
        return Limits.ofThreads(threads)
                .withMemory(ByteAmount.parse(text))
                .memory()
                .bytes();
    }

    private static CacheSettings cache(Values values, Places places) {
        Optional<String> folder = values.text(Setting.CACHE);
        boolean wanted = !folder.equals(Optional.of(CacheSettings.NONE));
        return new CacheSettings(
                folder.filter(text -> wanted).map(Path::of),
                places.cache(),
                wanted,
                values.parsed(Setting.CACHE_SIZE, ByteAmount::parse).orElse(CacheSettings.USUAL_BYTES));
    }

    private static VfsSettings directories(Values values) {
        var settings = VfsSettings.DEFAULT;
        for (Path identity : values.paths(Setting.SSH_IDENTITY)) {
            settings = settings.withIdentity(identity);
        }
        for (Path hosts : values.paths(Setting.SSH_KNOWN_HOSTS)) {
            settings = settings.withKnownHosts(hosts);
        }
        return settings;
    }

    private static int threads(String text) {
        if (text.matches("\\d{1,3}")) {
            int threads = Integer.parseInt(text);
            if (threads >= 1 && threads <= MAX_THREADS) {
                return threads;
            }
        }
        throw new IllegalArgumentException("must be a number from 1 to " + MAX_THREADS + ", is '" + text + "'");
    }

    /** @throws BadUsage if no repository was named */
    public RepositoryAddress requiredRepository() {
        return repository.orElseThrow(() -> new BadUsage(
                "no repository was named",
                "give -r REPOSITORY, set TWINKEEP_REPOSITORY, or write 'repository: …' into "
                        + home.resolve(Places.FILE)));
    }

    /** The same for another repository. */
    public AgentConfig withRepository(RepositoryAddress other) {
        return new AgentConfig(
                home,
                Optional.of(other),
                keyFiles,
                passphraseFiles,
                model,
                threads,
                memory,
                traffic,
                cache,
                s3,
                authorities,
                directories);
    }

    /** @throws BadUsage if no model was named */
    public ModelName requiredModel() {
        return model.orElseThrow(() -> new BadUsage("no model was named", "give --model NAME, or set TWINKEEP_MODEL"));
    }

    /** Where {@code init} puts a key file if none was named. */
    public Path defaultKeyFile(String repositoryId) {
        return home.resolve(repositoryId + ".key");
    }

    /** The key files that were named; if no key was, those in Twinkeep's own folder: one of them may fit. */
    public List<Path> keyFilesToTry() {
        if (!keyFiles.isEmpty() || !passphraseFiles.isEmpty() || !Files.isDirectory(home)) {
            return keyFiles;
        }
        try (var found = Files.newDirectoryStream(home, "*.key")) {
            var usual = new ArrayList<Path>();
            found.forEach(usual::add);
            return usual.stream().sorted().toList();
        } catch (IOException | DirectoryIteratorException e) {
            throw new BadUsage("the folder " + home + " can't be read: " + e, "name a --key-file", e);
        }
    }
}
