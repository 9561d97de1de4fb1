package io.twinkeep.bench;

/** The benchmark can't go on: what happened, and what to do. */
final class BenchFailure extends RuntimeException {
    BenchFailure(String what, String next) {
        super(what + (next.isEmpty() ? "" : "\nnext: " + next));
    }
}
