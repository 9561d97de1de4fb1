package io.twinkeep.agent.demo;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A real S3 server (s3proxy) on a free port of the loopback interface, with its objects in a folder. Its libraries are
 * loaded by a class loader of their own and reached by reflection: they are not ours to ship or to get along with.
 */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "TWINKEEPDEMO";

    private final URLClassLoader libraries;
    private final Object server;
    private final String secretKey;

    private S3Server(URLClassLoader libraries, Object server, String secretKey) {
        this.libraries = libraries;
        this.server = server;
        this.secretKey = secretKey;
    }

    /**
     * @param jars the folder of its libraries
     * @param objects the folder for its objects
     * @throws Failed if it does not start
     */
    static S3Server start(Path jars, Path objects, String secretKey) {
        URLClassLoader libraries = Libraries.of(jars);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(libraries);
        try {
            return new S3Server(libraries, start(libraries, properties(objects, secretKey)), secretKey);
        } catch (ReflectiveOperationException e) {
            throw new Failed("the demonstration's S3 server did not start: " + e.getCause(), "", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Properties properties(Path objects, String secretKey) {
        var properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
        properties.setProperty("s3proxy.authorization", "aws-v4");
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", secretKey);
        properties.setProperty("s3proxy.ignore-unknown-headers", "true");
        properties.setProperty("s3proxy.v4-max-non-chunked-request-size", String.valueOf(256 << 20));
        properties.setProperty("jclouds.filesystem.basedir", objects.toString());
        return properties;
    }

    /** {@code S3Proxy.Builder.fromProperties(p).blobStore(BlobStores.create("filesystem-nio2", p)).build().start()} */
    private static Object start(ClassLoader libraries, Properties properties) throws ReflectiveOperationException {
        Class<?> builders = libraries.loadClass("org.gaul.s3proxy.S3Proxy$Builder");
        Class<?> blobStores = libraries.loadClass("org.gaul.s3proxy.BlobStores");
        Class<?> blobStore = libraries.loadClass("org.gaul.s3proxy.blobstore.BlobStore");
        Object builder = builders.getMethod("fromProperties", Properties.class).invoke(null, properties);
        Object store = blobStores
                .getMethod("create", String.class, Properties.class)
                .invoke(null, "filesystem-nio2", properties);
        builders.getMethod("blobStore", blobStore).invoke(builder, store);
        Object server = builders.getMethod("build").invoke(builder);
        server.getClass().getMethod("start").invoke(server);
        return server;
    }

    URI endpoint() {
        try {
            return URI.create(
                    "http://127.0.0.1:" + server.getClass().getMethod("getPort").invoke(server));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    String accessKey() {
        return ACCESS_KEY;
    }

    String secretKey() {
        return secretKey;
    }

    @Override
    public void close() {
        try {
            server.getClass().getMethod("stop").invoke(server);
            libraries.close();
        } catch (ReflectiveOperationException | IOException e) {
            throw new Failed("the demonstration's S3 server did not stop", "", e);
        }
    }
}
