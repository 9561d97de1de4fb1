package io.twinkeep.core.ids;

import java.util.random.RandomGenerator;

/** Names one pack; random, so two writers never choose the same. */
public record PackId(Token token) {
    public static PackId random(RandomGenerator random) {
        return new PackId(Token.random(random));
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static PackId parse(String hex) {
        return new PackId(Token.parse(hex));
    }

    @Override
    public String toString() {
        return token.toString();
    }
}
