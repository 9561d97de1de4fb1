package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.BadUsage;
import java.time.Duration;

/** What a follower keeps, and how patient it is; each with its reason. */
public record FollowRules(
        String alias, // which name of the model is followed
        int keepVersions, // old versions beside those that are kept for a reason of their own: room against downloads
        long keepBytes, // and no more bytes of them than this
        long keepFree, // bytes of the disk that old versions leave to everybody else
        int targets, // so many last targets of the alias stay, so that going back to one takes a rename
        Duration targetsFor, // but not longer than this after they were replaced
        Duration prewarmAgain, // a version that did not warm up would disturb what is served by each try
        int threads) { // files read at a time
    public static final FollowRules DEFAULT =
            new FollowRules("production", 2, Long.MAX_VALUE, 0, 3, Duration.ofDays(14), Duration.ofMinutes(10), 2);

    public FollowRules {
        if (alias.isBlank()) {
            throw new BadUsage("the alias to follow has no name", "the usual one is 'production'");
        }
        if (keepVersions < 0 || keepBytes < 0 || keepFree < 0 || targets < 1 || threads < 1) {
            throw new BadUsage(
                    "old versions are kept by a count and bytes of 0 or more, targets and threads by 1 or more");
        }
        if (targetsFor.isNegative() || prewarmAgain.isNegative()) {
            throw new BadUsage("the times in the rules for following must not be negative");
        }
    }
}
