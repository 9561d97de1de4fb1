package io.twinkeep.core.ids;

import java.util.random.RandomGenerator;

/** Names one data key. */
public record KeyId(Token token) {
    public static KeyId random(RandomGenerator random) {
        return new KeyId(Token.random(random));
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static KeyId parse(String hex) {
        return new KeyId(Token.parse(hex));
    }

    @Override
    public String toString() {
        return token.toString();
    }
}
