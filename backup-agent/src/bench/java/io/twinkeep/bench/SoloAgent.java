package io.twinkeep.bench;

import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One real agent, a process of its own, of a primary region without a standby, and the Postgres of its facts. Not thread-safe. */
final class SoloAgent implements AutoCloseable {
    private static final String DATABASE = "facts";
    private static final Pattern PORT = Pattern.compile("agent runs\\W+http=(\\d+)");
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Lab lab;
    private final Path folder;
    private final Store store;
    private final EmbeddedServer postgres;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    private SoloAgent(Lab lab, Path folder, Store store, EmbeddedServer postgres) {
        this.lab = lab;
        this.folder = folder;
        this.store = store;
        this.postgres = postgres;
    }

    /** With everything that it needs, and not started yet. */
    static SoloAgent prepare(Lab lab, Path folder, Store store) {
        Folders.fresh(store.home());
        EmbeddedServer postgres = EmbeddedServer.primary(libraries(), folder.resolve("pg"), "bench");
        var agent = new SoloAgent(lab, folder, store, postgres);
        try {
            postgres.createFacts(DATABASE);
            postgres.addAgent(DATABASE, "eu_agent", "eu-1");
            postgres.addLogin("the_server", "twinkeep_server");
            agent.execute("select grant_epoch(1, 'eu-1', now(), 'bench', ''); select declare_servers('{}')");
            Files.createDirectories(agent.outputs());
            Files.createDirectories(folder.resolve("model"));
            lab.runner().run(lab.peers().ours().create(store));
            return agent;
        } catch (IOException e) {
            postgres.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    private static ClassLoader libraries() {
        var urls = new ArrayList<URL>();
        Path jars = home().resolve("target/demo-lib");
        try (var files = Files.newDirectoryStream(jars, "*.jar")) {
            for (Path jar : files) {
                urls.add(jar.toUri().toURL());
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Path home() {
        return Path.of(System.getProperty("twinkeep.home"));
    }

    Path outputs() {
        return folder.resolve("outputs");
    }

    Path spool() {
        return folder.resolve("state/spool");
    }

    /** Runs statements on the facts as the superuser. */
    void execute(String sql) {
        postgres.execute(DATABASE, sql);
    }

    /** As the admin server sees them; the caller closes them. */
    PostgresFacts facts() {
        return PostgresFacts.open(postgres.config(DATABASE, "the_server"), Purpose.WRITE);
    }

    /** Returns when it runs. @param important which of its outputs are: a list of globs in YAML */
    void start(String important) throws IOException {
        String settings = """
                region: eu-1
                state: %1$s/state
                repository: { address: '%2$s', key-file: '%3$s/key' }
                models: [{ name: bench, directory: %1$s/model }]
                outputs: { directory: %1$s/outputs, important: { globs: %5$s } }
                database: { hosts: ['%4$s'], name: facts, login: eu_agent }
                http: 127.0.0.1:0
                """.formatted(folder, store.address(), store.home(), postgres.host(), important);
        Path file = Files.writeString(folder.resolve("agent.yaml"), settings);
        var builder =
                new ProcessBuilder(home().resolve("bin/twinkeep").toString(), "agent", "--config", file.toString());
        builder.environment().putAll(store.access());
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        builder.environment().put("HOME", store.home().toString());
        process =
                builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
        await(() -> port().find());
    }

    private Path log() {
        return folder.resolve("agent.log");
    }

    private Matcher port() throws IOException {
        return PORT.matcher(Files.readString(log()));
    }

    /** One of its metrics, without labels. */
    double number(String metric) throws IOException {
        Matcher port = port();
        if (!port.find()) {
            throw new BenchFailure("the agent does not run", "");
        }
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + "/metrics"));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(metric + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(metric.length())))
                    .findFirst()
                    .orElseThrow(() -> new BenchFailure("the agent has no metric " + metric, ""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", "");
        }
    }

    /** Seconds that the agent has used of all cores so far. */
    double cpuSeconds() throws IOException {
        return Processes.cpuSeconds(process.pid());
    }

    /** The same of its Postgres. */
    double postgresCpuSeconds() throws IOException {
        try (var lines = Files.lines(folder.resolve("pg/postmaster.pid"))) {
            return Processes.cpuSecondsOfAll(Long.parseLong(lines.findFirst().orElseThrow()));
        }
    }

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Looks until it holds. @throws BenchFailure if the agent ends before */
    void await(Condition condition) throws IOException {
        await(condition, LOOK);
    }

    void await(Condition condition, Duration between) throws IOException {
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw new BenchFailure(
                        "the agent ended with " + process.exitValue() + ": " + Files.readString(log()), "");
            }
            LockSupport.parkNanos(between.toNanos());
        }
    }

    /** Ends the agent; its Postgres stays. */
    void stop() {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stop();
        http.close();
        postgres.close();
    }
}
