package io.twinkeep.agent.demo;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** The demonstration's servers have a class loader of their own: their libraries are not ours to ship or to get along with. */
final class Libraries {
    private Libraries() {}

    /** @throws Failed if they are not there */
    static URLClassLoader of(Path jars) {
        return new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] urls(Path jars) {
        var urls = new ArrayList<URL>();
        try (var files = Files.newDirectoryStream(jars, "*.jar")) {
            for (Path jar : files) {
                urls.add(jar.toUri().toURL());
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new Failed(
                    "the demonstration's servers are not in " + jars, "run it by backup-agent/bin/twinkeep", e);
        }
        return urls.toArray(URL[]::new);
    }
}
