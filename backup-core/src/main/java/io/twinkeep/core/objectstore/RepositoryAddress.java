package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.ObjectKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a repository is. Prints as {@link #parse} reads it; never holds credentials. */
public sealed interface RepositoryAddress {
    /** A bucket, or the part of it below a prefix. @param endpoint scheme, host and port */
    record Bucket(URI endpoint, String bucket, Optional<ObjectKey> prefix) implements RepositoryAddress {
        @Override
        public String toString() {
            return "s3:" + endpoint + "/" + bucket
                    + prefix.map(key -> "/" + key).orElse("");
        }
    }

    /** A directory, absolute. */
    record Directory(Path path) implements RepositoryAddress {
        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    /**
     * Reads {@code s3:https://host[:port]/bucket[/prefix]} (also with http), {@code file:/directory}, or a directory.
     *
     * @throws BadUsage for anything else
     */
    static RepositoryAddress parse(String text) {
        if (text.startsWith("s3:")) {
            return Parser.bucket(text);
        }
        if (text.startsWith("file:")) {
            return Parser.directory(text, text.substring("file:".length()).replaceFirst("^//(?=/)", ""));
        }
        if (text.isBlank() || Parser.SCHEME.matcher(text).lookingAt()) {
            throw Parser.bad(text, "it names no kind of store that is known");
        }
        return Parser.directory(text, text);
    }

    /** The forms of an address, kept out of the interface's own members. */
    final class Parser {
        private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");
        private static final Pattern PATH = Pattern.compile("/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.+?))?/?");

        private Parser() {}

        private static Bucket bucket(String text) {
            URI uri = uri(text);
            if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
                throw bad(text, "after 's3:' comes the endpoint's http or https address");
            }
            if (uri.getRawUserInfo() != null) {
                throw new BadUsage(
                        "a repository address must not hold credentials",
                        "give them by profile or environment; 'twinkeep help' tells how");
            }
            Matcher path = PATH.matcher(String.valueOf(uri.getPath()));
            if (uri.getQuery() != null || uri.getFragment() != null || !path.matches()) {
                throw bad(
                        text,
                        "after the host comes a bucket of 3 to 63 of a-z, 0-9, '.', '-', then a prefix or nothing");
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            URI endpoint = URI.create(uri.getScheme() + "://" + uri.getHost() + port);
            return new Bucket(endpoint, path.group(1), prefix(text, path.group(2)));
        }

        private static URI uri(String text) {
            try {
                return new URI(text.substring("s3:".length()));
            } catch (URISyntaxException e) {
                throw bad(text, e.getReason());
            }
        }

        private static Optional<ObjectKey> prefix(String text, String prefix) {
            try {
                return Optional.ofNullable(prefix).map(ObjectKey::new);
            } catch (IllegalArgumentException e) {
                throw bad(text, "its prefix is " + e.getMessage());
            }
        }

        private static Directory directory(String text, String path) {
            try {
                if (path.isBlank() || path.startsWith("//")) {
                    throw bad(text, "after 'file:' comes a directory");
                }
                return new Directory(Path.of(path).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                throw bad(text, e.getReason());
            }
        }

        private static BadUsage bad(String text, String why) {
            return new BadUsage(
                    "not a repository address: '" + text + "': " + why,
                    "write s3:https://HOST/BUCKET/PREFIX, file:/DIRECTORY, or a directory");
        }
    }
}
