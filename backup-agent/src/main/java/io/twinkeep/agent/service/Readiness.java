package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.service.Health.Item;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.watch.Look;
import io.twinkeep.agent.watch.ModelWatch;
import io.twinkeep.core.catalog.RegionRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What decides whether the agent is well. A database that is gone is told, but makes nothing unready: the agent goes on
 * without it.
 */
final class Readiness {
    private final AgentSettings settings;
    private final Threads threads;
    private final Spool spool;
    private final RegionStanding standing;
    private final Map<String, ModelWatch> watches;
    private final Optional<Outputs> outputs;
    private final Pulse pulse;

    Readiness(
            AgentSettings settings,
            Threads threads,
            Spool spool,
            RegionStanding standing,
            Map<String, ModelWatch> watches,
            Optional<Outputs> outputs,
            Pulse pulse) {
        this.settings = settings;
        this.threads = threads;
        this.spool = spool;
        this.standing = standing;
        this.watches = watches;
        this.outputs = outputs;
        this.pulse = pulse;
    }

    Health health() {
        return new Health(this::live, this::ready);
    }

    private List<Item> live() {
        List<String> dead = threads.dead();
        return List.of(new Item("threads", dead.isEmpty(), "ended: " + dead));
    }

    private List<Item> ready() {
        var items = new ArrayList<>(live());
        boolean room = spool.status().fullness() < 1;
        items.add(new Item("spool", room, "full: bring the database back"));
        items.add(new Item(
                "role",
                standing.role().filter(role -> role != RegionRole.FENCED).isPresent(),
                standing.role().isEmpty()
                        ? "not known yet: the database of " + settings.region() + " was never reached"
                        : "fenced with epoch " + standing.epoch()));
        watches.forEach((model, watch) -> items.add(new Item(
                "model " + model,
                watch.last().state() != Look.State.UNREADABLE,
                watch.last().detail())));
        outputs.flatMap(cache -> cache.status().problem())
                .ifPresent(problem -> items.add(new Item("outputs", false, problem)));
        pulse.trouble().ifPresent(trouble -> items.add(new Item("database (not needed)", true, trouble)));
        return items;
    }
}
