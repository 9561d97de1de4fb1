package io.twinkeep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The S3 server's process. All programs talk to the same one; its buckets are folders below {@code objects}. */
final class S3Server implements AutoCloseable {
    private static final String BUCKET = "benchmark";

    private final Process process;
    private final Path objects;
    private final String port;

    private S3Server(Process process, Path objects, String port) {
        this.process = process;
        this.objects = objects;
        this.port = port;
    }

    /**
     * @param runner what starts it, such as {@code ip netns exec NAME}; empty for nothing
     * @param host the address that it listens at
     */
    static S3Server start(Path objects, List<String> runner, String host) {
        var words = new ArrayList<>(runner);
        String classes = System.getProperty("twinkeep.bench.server");
        words.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx3g", "-cp", classes));
        words.addAll(List.of(
                S3ServerMain.class.getName(), host, Folders.fresh(objects).toString()));
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String port = out.readLine();
            if (port == null) {
                throw new BenchFailure("the S3 server did not start", "see what it said above");
            }
            return new S3Server(process, objects, port);
        } catch (IOException e) {
            throw new BenchFailure("the S3 server did not start: " + e, "");
        }
    }

    /** A repository in an emptied bucket, used from an address at which the server is reached. */
    Store emptyStore(String host, Path folder, long uploadLimit) {
        Folders.fresh(objects.resolve(BUCKET));
        return store(host, folder, List.of(), uploadLimit);
    }

    /** The same repository, maybe by another way. */
    Store store(String host, Path folder, List<String> runner, long uploadLimit) {
        String address = "s3:http://" + host + ":" + port + "/" + BUCKET + "/twins";
        Map<String, String> access = Map.of(
                "AWS_ACCESS_KEY_ID",
                S3ServerMain.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3ServerMain.SECRET_KEY,
                "AWS_REGION",
                "us-east-1",
                "AWS_DEFAULT_REGION",
                "us-east-1");
        return new Store(address, objects.resolve(BUCKET), folder.resolve("home"), access, runner, uploadLimit);
    }

    @Override
    public void close() {
        process.destroy();
        Folders.delete(objects);
    }
}
