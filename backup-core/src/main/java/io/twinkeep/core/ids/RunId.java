package io.twinkeep.core.ids;

import java.util.random.RandomGenerator;

/** Names one run of a writer: found in a slot, it tells the writer that its own commit succeeded. */
public record RunId(Token token) {
    public static RunId random(RandomGenerator random) {
        return new RunId(Token.random(random));
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static RunId parse(String hex) {
        return new RunId(Token.parse(hex));
    }

    @Override
    public String toString() {
        return token.toString();
    }
}
