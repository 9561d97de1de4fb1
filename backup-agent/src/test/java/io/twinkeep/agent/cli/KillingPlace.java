package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.cli.KillingProxy.Moment;
import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/**
 * An S3 server with its objects in a folder, so that a repository is copied like one; the program as a process that gets
 * killed, and in this one, where it need not start anew.
 */
final class KillingPlace {
    private static final S3Credentials CREDENTIALS = new S3Credentials("TESTKEY", "a-secret-for-tests");
    private static final String BUCKET = "twins";
    private static final int KILLED = 128 + 9;

    private final Path folder;
    private final S3Proxy server;
    private final KillingProxy proxy;
    private final Shell shell;
    private int names;

    KillingPlace(Path folder) throws Exception {
        this.folder = folder;
        var properties = new Properties();
        properties.setProperty(
                "jclouds.filesystem.basedir",
                Files.createDirectories(folder.resolve("objects")).toString());
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .ignoreUnknownHeaders(true)
                .v4MaxNonChunkedRequestSize(256L << 20)
                .build();
        server.start();
        proxy = new KillingProxy(server.getPort());
        makeBucket();
        shell = new Shell(folder);
        environment().forEach(shell::with);
    }

    private void makeBucket() {
        var config = new S3Config(URI.create(endpoint()), BUCKET, "us-east-1", CREDENTIALS, S3Timeouts.DEFAULT, 0);
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
        }
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    private Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID", CREDENTIALS.accessKey(),
                "AWS_SECRET_ACCESS_KEY", CREDENTIALS.secretKey(),
                "TWINKEEP_KEY_FILE", folder.resolve("twinkeep.key").toString(),
                "TWINKEEP_MODEL", "z-image-turbo",
                // So many packs of each snapshot.
                "TWINKEEP_THREADS", "4");
    }

    KillingProxy proxy() {
        return proxy;
    }

    Path model() {
        return folder.resolve("model");
    }

    Path tomorrow() {
        return folder.resolve("tomorrow");
    }

    String direct(String repository) {
        return "s3:" + endpoint() + "/" + BUCKET + "/" + repository;
    }

    /** The same, where a killer listens. */
    String proxied(String repository) {
        return "s3:" + proxy.endpoint() + "/" + BUCKET + "/" + repository;
    }

    String name() {
        return "r" + ++names;
    }

    /** A repository with the same objects and identity. */
    String copyOf(String repository) throws Exception {
        String copy = name();
        Shell.program(bucket(), new byte[0], "cp", "-a", repository, copy);
        return copy;
    }

    void drop(String... repositories) throws Exception {
        for (String repository : repositories) {
            Shell.program(bucket(), new byte[0], "rm", "-r", repository);
        }
    }

    /** Whether something is committed there, as far as its files tell. */
    boolean hasSnapshots(String repository) throws IOException {
        Path root = bucket().resolve(repository);
        if (Files.notExists(root)) {
            return false;
        }
        try (var files = Files.walk(root)) {
            return files.anyMatch(file -> file.getParent().endsWith("slots"));
        }
    }

    /** Where its objects lie: a repository in a directory, if nobody uses it as the bucket's meanwhile. */
    Path directory(String repository) {
        return bucket().resolve(repository);
    }

    /** How many files there are; those that come and go meanwhile may be missed. */
    static long files(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private Path bucket() {
        return folder.resolve("objects").resolve(BUCKET);
    }

    /** Runs the program in this process; it must succeed. */
    void run(Object... args) {
        shell.run(args).expecting(0);
    }

    Map<String, Object> json(Object... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--json");
        return shell.run(all.toArray()).expecting(0).json();
    }

    Shell.Ended on(String repository, Object... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-r", direct(repository)));
        return shell.run(all.toArray());
    }

    /** The versions that can be restored, oldest first. */
    @SuppressWarnings("unchecked")
    List<String> versions(String repository) {
        var listed = (List<Map<String, Object>>)
                json("versions", "-r", direct(repository)).get("versions");
        return listed.stream().map(version -> (String) version.get("version")).toList();
    }

    String digest(Path directory) {
        return (String) json("digest", directory).get("version");
    }

    /** Runs the program as a process, which must die at that moment. */
    void kill(Moment moment, Object... args) throws Exception {
        var victim = proxy.killAt(moment);
        Process process = start(args);
        victim.complete(process);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(moment + ": " + err()).isEqualTo(KILLED);
    }

    /** Runs the program as a process that is killed as soon as this is so. */
    void kill(BooleanSupplier now, Object... args) throws Exception {
        Process process = start(args);
        while (process.isAlive() && !now.getAsBoolean()) {
            // Nothing tells what the process has done but a look.
            Thread.sleep(1);
        }
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as(err()).isIn(0, KILLED);
    }

    private Process start(Object... args) throws IOException {
        var command =
                new ArrayList<>(List.of(Path.of("bin/twinkeep").toAbsolutePath().toString()));
        List.of(args).forEach(arg -> command.add(arg.toString()));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(environment());
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        return builder.start();
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    void close() throws Exception {
        proxy.close();
        server.stop();
    }
}
