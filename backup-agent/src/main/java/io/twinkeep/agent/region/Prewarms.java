package io.twinkeep.agent.region;

import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.follow.CommandPrewarm;
import io.twinkeep.agent.follow.HttpPrewarm;
import io.twinkeep.agent.follow.Prewarm;
import java.net.URI;
import java.util.Optional;

/** The hook that the settings name. */
final class Prewarms {
    private Prewarms() {}

    static Prewarm of(FollowSettings settings) {
        return settings.prewarm().map(Prewarms::of).orElse(Prewarm.NONE);
    }

    private static Prewarm of(FollowSettings.Prewarm hook) {
        return hook.url()
                .<Prewarm>map(url -> request(URI.create(url), hook))
                .orElseGet(() -> new CommandPrewarm(hook.command(), hook.timeout()));
    }

    private static HttpPrewarm request(URI url, FollowSettings.Prewarm hook) {
        Optional<String> body = hook.body();
        return new HttpPrewarm(
                url,
                body.isPresent() ? "POST" : "GET",
                body.map(ignored -> "application/json"),
                body.orElse(""),
                hook.status(),
                hook.timeout());
    }
}
