package io.twinkeep.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.agent.config.LogForm;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.catalog.Standing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencingTest {
    private static final ObjectKey KEY = new ObjectKey("models/m/x");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private RegionStanding standing(Optional<RegionRole> initial) {
        return new RegionStanding("eu-1", folder.resolve("standing.json"), initial);
    }

    private FencedStore store(MemoryObjectStore memory, RegionStanding standing) {
        var out = new PrintStream(told, true, StandardCharsets.UTF_8);
        return new FencedStore(memory, standing, new EventLog(out, LogForm.JSON, InstantSource.system()));
    }

    private static Standing is(RegionRole role, int epoch) {
        return new Standing("eu-1", role, epoch, Instant.EPOCH.plusSeconds(epoch));
    }

    @Test
    void aFencedRegionWritesNothingInTheMiddleOfARunAndSaysWhy() {
        RegionStanding standing = standing(Optional.empty());
        standing.told(is(RegionRole.PRIMARY, 1), 1);
        FencedStore store = store(new MemoryObjectStore(), standing);
        store.put(KEY, ObjectBody.of("x"));

        standing.told(is(RegionRole.FENCED, 2), 2);

        assertThatThrownBy(() -> store.put(KEY, ObjectBody.of("y")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("fenced with epoch 2");
        assertThatThrownBy(() -> store.putIfAbsent(KEY, ObjectBody.of("y"))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> store.delete(KEY)).isInstanceOf(Refused.class);
        assertThat(store.get(KEY, 10)).asString(StandardCharsets.UTF_8).isEqualTo("x");
    }

    @Test
    void aGrantInTheRepositoryFencesWithoutTheDatabaseAndForGood() {
        RegionStanding standing = standing(Optional.empty());
        standing.told(is(RegionRole.PRIMARY, 1), 1);
        var memory = new MemoryObjectStore();
        FencedStore store = store(memory, standing);
        memory.put(new ObjectKey("epochs/2"), ObjectBody.of("{}"));

        assertThatThrownBy(() -> store.find(new ObjectKey("epochs/2"))).isInstanceOf(Refused.class);

        assertThat(told.toString(StandardCharsets.UTF_8)).contains("\"event\":\"fenced\"");
        assertThat(standing(Optional.of(RegionRole.PRIMARY)).role()).contains(RegionRole.FENCED);
        assertThat(standing.told(is(RegionRole.PRIMARY, 1), 1))
                .as("a replica that lags")
                .isFalse();
        assertThat(standing.told(is(RegionRole.PRIMARY, 3), 3)).isTrue();
        store.put(KEY, ObjectBody.of("x"));
    }

    @Test
    void oneOwnGrantFencesNobody() {
        RegionStanding standing = standing(Optional.empty());
        standing.told(is(RegionRole.PRIMARY, 2), 2);
        var memory = new MemoryObjectStore();
        memory.put(new ObjectKey("epochs/2"), ObjectBody.of("{}"));

        assertThat(store(memory, standing).find(new ObjectKey("epochs/2"))).isPresent();

        assertThat(standing.role()).contains(RegionRole.PRIMARY);
    }

    @Test
    void theRoleIsKnownAfterARestartWithoutTheDatabase() {
        assertThat(standing(Optional.empty()).role()).isEmpty();
        assertThat(standing(Optional.of(RegionRole.STANDBY)).role()).contains(RegionRole.STANDBY);

        standing(Optional.empty()).told(is(RegionRole.PRIMARY, 4), 4);

        assertThat(standing(Optional.of(RegionRole.STANDBY)).role()).contains(RegionRole.PRIMARY);
        assertThat(standing(Optional.empty()).epoch()).isEqualTo(4);
    }
}
