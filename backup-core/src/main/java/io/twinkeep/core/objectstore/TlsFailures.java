package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.HttpUrl;

/**
 * Tells what is wrong where TLS and plain HTTP, or a certificate and what is trusted here, do not fit. Waiting mends none of
 * it, and no request was understood by whoever listens there.
 */
final class TlsFailures {
    private static final Pattern NAMES = Pattern.compile("subjectAltNames: \\[(.{1,300}?)]");
    // How an alert, the only thing that TLS has to say to a plain request, looks to a reader of HTTP.
    private static final String ALERT = "Unexpected status line: \u0015\u0003";

    // Long enough for a first answer over a slow line; only a store that never answered yet is waited for like this.
    private static final int KNOCK_MILLIS = 2_000;

    private final S3Config config;

    TlsFailures(S3Config config) {
        this.config = config;
    }

    /**
     * Empty if the failure has to do with none of that, or may pass.
     *
     * @param answeredBefore whether some request was answered as it should be
     */
    Optional<Refused> sorted(String message, IOException cause, boolean answeredBefore) {
        if (cause instanceof SSLPeerUnverifiedException) {
            return Optional.of(otherName(message, cause));
        }
        if (cause instanceof SSLHandshakeException) {
            // Cut in the middle, as a store does that stops or is too busy.
            return cause.getCause() instanceof EOFException
                    ? Optional.empty()
                    : Optional.of(badHandshake(message, cause));
        }
        String words = String.valueOf(cause.getMessage());
        if (cause instanceof SSLException && words.contains("Unsupported or unrecognized SSL message")) {
            return Optional.of(refused(
                    message,
                    "is no TLS server",
                    "write s3:http:// if it is a store without TLS, else check the port",
                    cause));
        }
        if (cause instanceof ProtocolException && words.startsWith(ALERT)
                || !answeredBefore && isHungUp(words) && speaksTls()) {
            return Optional.of(refused(
                    message, "speaks TLS, not plain HTTP", "write s3:https:// into the repository's address", cause));
        }
        return Optional.empty();
    }

    /** Some servers of TLS only hang up when they hear plain HTTP, as servers in trouble do too. */
    private boolean isHungUp(String words) {
        return config.endpoint().getScheme().equals("http")
                && (words.startsWith("unexpected end of stream") || words.startsWith("Connection reset"));
    }

    /** Begins a TLS connection, whose certificate does not matter because nothing is sent over it. */
    private boolean speaksTls() {
        String host = config.endpoint().getHost();
        try (var plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(host, HttpUrl.get(config.endpoint()).port()), KNOCK_MILLIS);
            plain.setSoTimeout(KNOCK_MILLIS);
            var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (var socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true)) {
                socket.startHandshake();
                return true;
            }
        } catch (SSLHandshakeException e) {
            return !(e.getCause() instanceof EOFException);
        } catch (IOException e) {
            return false;
        }
    }

    private Refused otherName(String message, IOException cause) {
        Matcher names = NAMES.matcher(String.valueOf(cause.getMessage()));
        return refused(
                message,
                "has a certificate for " + (names.find() ? names.group(1) : "no name at all") + ", not for "
                        + config.endpoint().getHost(),
                "name the store in the repository's address as its certificate does",
                cause);
    }

    private Refused badHandshake(String message, IOException cause) {
        return within(cause, CertificateExpiredException.class)
                .map(e -> badDate(message, "has a certificate that has expired (" + e.getMessage() + ")", cause))
                .or(() -> within(cause, CertificateNotYetValidException.class)
                        .map(e -> badDate(
                                message, "has a certificate that is not valid yet (" + e.getMessage() + ")", cause)))
                .or(() -> within(cause, CertPathBuilderException.class).map(e -> untrusted(message, cause)))
                .orElseGet(() -> refused(
                        message,
                        "agrees to no TLS connection: " + S3Failures.reason(cause),
                        "check the store's certificate, and which versions of TLS it speaks",
                        cause));
    }

    private static <T extends Throwable> Optional<T> within(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private Refused badDate(String message, String what, IOException cause) {
        return refused(
                message, what, "renew the store's certificate, or set this host's clock if that is wrong", cause);
    }

    private Refused untrusted(String message, IOException cause) {
        return config.authorities()
                .map(file -> refused(
                        message,
                        "has a certificate of a CA that is neither in " + file + " nor trusted by this JDK",
                        "add the certificate of its CA to " + file,
                        cause))
                .orElseGet(() -> refused(
                        message,
                        "has a certificate of a CA that is not trusted here",
                        "name a file with the certificate of its CA with --ca-file",
                        cause));
    }

    private Refused refused(String message, String what, String next, IOException cause) {
        return new Refused(message + ": " + config.endpoint() + " " + what, next, cause);
    }
}
