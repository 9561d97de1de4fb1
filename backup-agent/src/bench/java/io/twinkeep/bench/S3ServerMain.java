package io.twinkeep.bench;

import java.io.OutputStream;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;

/**
 * An S3 server (s3proxy) as a process of its own, so that its work is nobody's CPU time: {@code HOST FOLDER}. It prints its
 * port, and ends when its standard input does.
 */
final class S3ServerMain {
    static final String ACCESS_KEY = "BENCHMARK";
    static final String SECRET_KEY = "benchmark-benchmark";

    private S3ServerMain() {}

    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://" + arguments[0] + ":0");
        properties.setProperty("s3proxy.authorization", "aws-v4");
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", SECRET_KEY);
        properties.setProperty("s3proxy.ignore-unknown-headers", "true");
        properties.setProperty("s3proxy.v4-max-non-chunked-request-size", String.valueOf(256 << 20));
        properties.setProperty("jclouds.filesystem.basedir", arguments[1]);
        S3Proxy server = S3Proxy.Builder.fromProperties(properties)
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .build();
        server.start();
        System.out.println(server.getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
