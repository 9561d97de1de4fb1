package io.twinkeep.bench;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/**
 * Important images dropped into the cache of a real agent, at a steady pace: how long until the store has each and Postgres
 * says where. Agent and S3 server are processes of their own.
 */
final class OutputsTask {
    private static final int A_SECOND = 50;
    private static final int SECONDS = 60;
    private static final int WARM_UP = 20; // an agent runs for weeks: its first seconds are not what is asked for
    private static final int IMAGE_BYTES = 256 << 10;
    private static final double BAR = 2;
    private static final String DATABASE = "facts";
    private static final int ALL = 10_000;
    private static final long POLL_NANOS = 200_000_000; // more often it would take the time that is measured

    private final Lab lab;
    private final Path folder;
    private final Map<String, Long> dropped = new ConcurrentHashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();

    OutputsTask(Lab lab) {
        this.lab = lab;
        this.folder = lab.turnFolder();
    }

    Task run() {
        var task = new Task(
                "outputs",
                "important outputs, %d images of %s a second for %d s after %d to warm up"
                        .formatted(A_SECOND, Texts.bytes(IMAGE_BYTES), SECONDS, WARM_UP));
        try (var s3 = S3Server.start(folder.resolve("objects"), List.of(), "127.0.0.1");
                var postgres = EmbeddedServer.primary(libraries(), folder.resolve("pg"), "bench")) {
            Store store = s3.emptyStore("127.0.0.1", folder, 0);
            Folders.fresh(store.home());
            prepare(postgres);
            lab.runner().run(lab.peers().ours().create(store));
            measure(store, postgres);
            check(store, task);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
        List<Double> sorted = seconds.values().stream().sorted().toList();
        task.judge(new Verdict("on disk to stored and recorded, median", at(sorted, 0.5), "s", Optional.empty()));
        task.judge(new Verdict("the same, p99", at(sorted, 0.99), "s", Optional.of(Verdict.Bar.most(BAR))));
        task.judge(new Verdict("the same, longest", sorted.getLast(), "s", Optional.empty()));
        return task;
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    private static ClassLoader libraries() throws IOException {
        var urls = new ArrayList<URL>();
        Path jars = Path.of(System.getProperty("twinkeep.home"), "target/demo-lib");
        try (var files = Files.newDirectoryStream(jars, "*.jar")) {
            for (Path jar : files) {
                urls.add(jar.toUri().toURL());
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private void prepare(EmbeddedServer postgres) throws IOException {
        postgres.createFacts(DATABASE);
        postgres.addAgent(DATABASE, "eu_agent", "eu-1");
        postgres.addLogin("the_server", "twinkeep_server");
        postgres.execute(DATABASE, "select grant_epoch(1, 'eu-1', now(), 'bench', ''); select declare_servers('{}')");
        Files.createDirectories(folder.resolve("outputs"));
        Files.createDirectories(folder.resolve("model"));
    }

    private Path settings(Store store, EmbeddedServer postgres) throws IOException {
        return Files.writeString(
                folder.resolve("agent.yaml"), """
                region: eu-1
                state: %1$s/state
                repository: { address: '%2$s', key-file: '%3$s/key' }
                models: [{ name: bench, directory: %1$s/model }]
                outputs: { directory: %1$s/outputs, important: { globs: ['**'] } }
                database: { hosts: ['%4$s'], name: facts, login: eu_agent }
                http: none
                """.formatted(folder, store.address(), store.home(), postgres.host()));
    }

    private void measure(Store store, EmbeddedServer postgres) throws IOException {
        String launcher =
                Path.of(System.getProperty("twinkeep.home"), "bin/twinkeep").toString();
        var builder = new ProcessBuilder(
                launcher, "agent", "--config", settings(store, postgres).toString());
        builder.environment().putAll(store.access());
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        builder.environment().put("HOME", store.home().toString());
        Path log = folder.resolve("agent.log");
        Process agent =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try (var facts = PostgresFacts.open(postgres.config(DATABASE, "the_server"), Purpose.WRITE)) {
            await(() -> Files.readString(log).contains("agent runs"), agent);
            dropAndLook("warm", WARM_UP, facts, agent);
            seconds.clear();
            dropped.clear();
            dropAndLook("image", SECONDS, facts, agent);
        } finally {
            agent.destroy();
            awaitEnd(agent);
        }
    }

    private void dropAndLook(String names, int forSeconds, PostgresFacts facts, Process agent) throws IOException {
        int count = A_SECOND * forSeconds;
        Thread dropping = Thread.ofPlatform().start(() -> dropAll(names, count));
        await(() -> look(facts) == count && !dropping.isAlive(), agent);
    }

    private static void awaitEnd(Process agent) {
        try {
            agent.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition, Process agent) throws IOException {
        while (!condition.holds()) {
            if (!agent.isAlive()) {
                throw new BenchFailure("the agent ended with " + agent.exitValue(), "");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** How many are stored and recorded by now; the first look at one is its time. */
    private int look(PostgresFacts facts) {
        int among = dropped.size() == A_SECOND * SECONDS ? ALL : A_SECOND * 20;
        List<GenerationRecord> newest = facts.records().search(RecordQuery.newest(among));
        long now = System.nanoTime();
        newest.stream()
                .filter(record -> record.storedAs().isPresent())
                .map(GenerationRecord::path)
                .filter(dropped::containsKey)
                .forEach(path -> seconds.computeIfAbsent(path, name -> (now - dropped.get(name)) / 1e9));
        return seconds.size();
    }

    private void dropAll(String names, int count) {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < count; i++) {
                long wait = start + i * (1_000_000_000L / A_SECOND) - System.nanoTime();
                LockSupport.parkNanos(Math.max(0, wait));
                drop(names + i + ".png");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop(String name) throws IOException {
        Path temporary = Files.write(folder.resolve("incoming"), png(name.hashCode()));
        dropped.put(name, System.nanoTime());
        Files.move(temporary, folder.resolve("outputs").resolve(name));
    }

    /** A picture of noise: no two are alike, and nothing of it can be compressed. */
    private static byte[] png(long seed) throws IOException {
        byte[] noise = new byte[IMAGE_BYTES];
        new Random(seed).nextBytes(noise);
        var out = new ByteArrayOutputStream();
        var data = new DataOutputStream(out);
        data.writeLong(0x89504e470d0a1a0aL);
        chunk(data, "IHDR", new byte[] {0, 0, 2, 0, 0, 0, 2, 0, 8, 0, 0, 0, 0});
        chunk(
                data,
                "tEXt",
                ("parameters\0a fox in the snow\nSteps: 8, Seed: " + Math.abs(seed))
                        .getBytes(StandardCharsets.ISO_8859_1));
        chunk(data, "IDAT", noise);
        chunk(data, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        var checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt((int) checksum.getValue());
    }

    /** No figure without what it stands for: every image comes back equal. */
    private void check(Store store, Task task) {
        Path back = folder.resolve("back");
        lab.runner().run(lab.peers().ours().outputs(store, back));
        String there = Folders.digest(folder.resolve("outputs"));
        if (!Folders.digest(back).equals(there)) {
            throw new BenchFailure("what was stored differs from the outputs", "");
        }
        task.note("all " + A_SECOND * (SECONDS + WARM_UP)
                + " images came back equal; Postgres was asked every 0.2 s, which counts");
    }
}
