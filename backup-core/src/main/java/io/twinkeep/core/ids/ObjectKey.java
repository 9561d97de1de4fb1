package io.twinkeep.core.ids;

/**
 * The name of an object below a repository's prefix: parts of visible ASCII joined by single slashes, 1 to 900
 * characters. Our own keys use {@code [a-z0-9._-]} only; the wider range is for what a store may already hold.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    public ObjectKey {
        if (value.length() > 900 || !value.matches("[!-.0-~]+(/[!-.0-~]+)*") || hasDotPart(value)) {
            throw new IllegalArgumentException("not an object key: '" + value + "'");
        }
    }

    private static boolean hasDotPart(String value) {
        for (String part : value.split("/")) {
            if (part.equals(".") || part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** The key {@code this/part}. */
    public ObjectKey resolve(String part) {
        return new ObjectKey(value + "/" + part);
    }

    /** What follows the last slash. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
