package io.twinkeep.core.tensor;

/** A header is not what its first bytes promised; its file is opaque. Never leaves this package. */
final class Malformed extends Exception {
    Malformed(String why) {
        super(why, null, false, false);
    }
}
