package io.twinkeep.core.ids;

import java.util.random.RandomGenerator;

/** Names one wrapped copy of a data key. */
public record WrapId(Token token) {
    public static WrapId random(RandomGenerator random) {
        return new WrapId(Token.random(random));
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static WrapId parse(String hex) {
        return new WrapId(Token.parse(hex));
    }

    @Override
    public String toString() {
        return token.toString();
    }
}
