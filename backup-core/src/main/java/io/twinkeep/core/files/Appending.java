package io.twinkeep.core.files;

/** The rules that every partial file checks, so that a caller's mistake shows on any file system, not on some. */
final class Appending {
    private Appending() {}

    static void requireEnd(long position, long size, String place) {
        if (position != size) {
            throw new IllegalArgumentException(
                    "writes to " + place + " go on at its end, " + size + ", not at " + position);
        }
    }

    static void requireCut(long newSize, long size, String place) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException(place + " has " + size + " bytes, so it can't be cut to " + newSize);
        }
    }

    /** A label becomes a file name, so it must not be able to name anything else. */
    static void requireLabel(String label) {
        if (!label.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,199}")) {
            throw new IllegalArgumentException("not a label for a partial file: '" + label + "'");
        }
    }
}
