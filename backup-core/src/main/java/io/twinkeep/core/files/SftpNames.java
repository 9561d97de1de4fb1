package io.twinkeep.core.files;

/**
 * How names must be written for the SSH client, which takes {@code *} and {@code ?} for patterns in all of its calls but
 * {@code mkdir}.
 */
final class SftpNames {
    private SftpNames() {}

    static String quote(String name) {
        return name.replaceAll("[\\\\*?]", "\\\\$0");
    }
}
