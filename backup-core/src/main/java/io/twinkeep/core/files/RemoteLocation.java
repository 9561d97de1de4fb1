package io.twinkeep.core.files;

import io.twinkeep.core.errors.BadUsage;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a remote directory is.
 *
 * @param path absolute, one character per byte (ISO-8859-1), without a slash at its end; empty for the root directory
 * @param port -1 for the usual one
 */
record RemoteLocation(String scheme, String user, Optional<String> password, String host, int port, String path) {
    /** @throws BadUsage without the password in its message, even where the location can't be understood */
    static RemoteLocation parse(String location) {
        String shown = location.replaceFirst("//[^/]*@", "//…@");
        URI uri = uri(location, shown);
        if (uri.getHost() == null
                || uri.getRawUserInfo() == null
                || uri.getRawUserInfo().isEmpty()) {
            throw new BadUsage("'" + shown + "' does not name user and host", "write scheme://user@host/absolute/path");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new BadUsage("'" + shown + "' has a '?' or '#'", "write %3F or %23 where it belongs to the path");
        }
        String[] user = uri.getRawUserInfo().split(":", 2);
        return new RemoteLocation(
                uri.getScheme(),
                decode(user[0]),
                user.length == 2 ? Optional.of(decode(user[1])) : Optional.empty(),
                uri.getHost(),
                uri.getPort(),
                path(uri));
    }

    /** The text of URISyntaxException repeats the input, password included, so it goes nowhere. */
    private static URI uri(String location, String shown) {
        try {
            return new URI(location);
        } catch (URISyntaxException e) {
            throw new BadUsage(
                    "'" + shown + "' is not an address",
                    "write scheme://user@host/path; a space is %20, a percent sign %25");
        }
    }

    private static String path(URI uri) {
        String decoded = URLDecoder.decode(ascii(uri).replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        String path = decoded.replaceAll("/+", "/");
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** With everything that is not ASCII percent-encoded as UTF-8. */
    private static String ascii(URI uri) {
        return URI.create(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()).toASCIIString();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String rootUri() {
        return scheme + "://" + host + (port < 0 ? "" : ":" + port) + "/";
    }

    /** For people. */
    String withoutCredentials() {
        String readable = new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return scheme + "://" + user + "@" + host + (port < 0 ? "" : ":" + port) + readable;
    }

    @Override
    public String toString() {
        return withoutCredentials();
    }
}
