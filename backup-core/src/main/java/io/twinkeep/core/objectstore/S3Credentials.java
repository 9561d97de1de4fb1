package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BadUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An access key with its secret, and the session token that short-lived ones have. Prints as the access key alone. */
public record S3Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
    public S3Credentials {
        if (!accessKey.matches("[!-~]{1,256}") || !secretKey.matches("[!-~]{1,1024}")) {
            throw new IllegalArgumentException("an access key and its secret are visible characters without spaces");
        }
    }

    public S3Credentials(String accessKey, String secretKey) {
        this(accessKey, secretKey, Optional.empty());
    }

    /**
     * Reads a profile of the usual file of AWS tools ({@code [name]}, then {@code aws_access_key_id = …}).
     *
     * @throws BadUsage naming what the file lacks
     */
    public static S3Credentials fromProfileFile(Path file, String profile) {
        Map<String, String> values = profile(file, profile);
        try {
            return new S3Credentials(
                    required(values, "aws_access_key_id", file, profile),
                    required(values, "aws_secret_access_key", file, profile),
                    Optional.ofNullable(values.get("aws_session_token")));
        } catch (IllegalArgumentException e) {
            throw new BadUsage("profile '" + profile + "' in " + file + ": " + e.getMessage(), "", e);
        }
    }

    private static String required(Map<String, String> values, String name, Path file, String profile) {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new BadUsage(
                    "profile '" + profile + "' in " + file + " has no " + name,
                    "write the lines '[" + profile + "]' and '" + name + " = …' into the file");
        }
        return value;
    }

    private static Map<String, String> profile(Path file, String profile) {
        var values = new HashMap<String, String>();
        boolean inside = false;
        for (String line : lines(file)) {
            String text = line.strip();
            if (text.startsWith("[")) {
                inside = text.equals("[" + profile + "]");
            } else if (inside && !text.startsWith("#") && !text.startsWith(";") && text.contains("=")) {
                int equals = text.indexOf('=');
                values.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            }
        }
        return values;
    }

    private static Iterable<String> lines(Path file) {
        try {
            if (Files.size(file) > 1 << 20) {
                throw new BadUsage(file + " is too large for a credentials file");
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new BadUsage("there is no credentials file " + file, "", e);
        } catch (IOException e) {
            throw new BadUsage("could not read credentials file " + file + ": " + e.getMessage(), "", e);
        }
    }

    @Override
    public String toString() {
        return accessKey + ":***";
    }
}
