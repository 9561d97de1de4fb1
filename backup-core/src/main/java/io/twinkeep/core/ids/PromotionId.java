package io.twinkeep.core.ids;

import java.util.random.RandomGenerator;

/** Names one promotion, so that its pin and its release are found again. */
public record PromotionId(Token token) {
    public static PromotionId random(RandomGenerator random) {
        return new PromotionId(Token.random(random));
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static PromotionId parse(String hex) {
        return new PromotionId(Token.parse(hex));
    }

    @Override
    public String toString() {
        return token.toString();
    }
}
