package io.twinkeep.core.ids;

import java.util.random.RandomGenerator;

/** Names one repository for ever; a mirror has its own. */
public record RepositoryId(Token token) {
    public static RepositoryId random(RandomGenerator random) {
        return new RepositoryId(Token.random(random));
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static RepositoryId parse(String hex) {
        return new RepositoryId(Token.parse(hex));
    }

    @Override
    public String toString() {
        return token.toString();
    }
}
