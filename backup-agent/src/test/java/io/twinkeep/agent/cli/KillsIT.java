package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.cli.KillingProxy.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the real program in every step of its work on buckets: an undisturbed run tells which requests there are, then
 * a process dies at the first of each kind, before the store hears of it, and at a later one, its answer on the way. What
 * was committed must be whole at once, and the next run must complete.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillsIT {
    private static final long SEED = 42;
    private static final int ROUNDS = 3;
    private static final Predicate<String> CHANGES = step -> step.startsWith("PUT") || step.startsWith("DELETE");

    @TempDir
    static Path folder;

    private KillingPlace place;
    private List<String> kept;
    private final List<String> all = new ArrayList<>();

    /** Three sets with deltas, the first pinned, and their mirror; both verified by reading, so that the second may go. */
    @BeforeAll
    void makeTwoRepositories() throws Exception {
        place = new KillingPlace(folder);
        place.run("init", "-r", place.direct("here"));
        var model = new DriftingModel();
        for (int day = 0; day < 5; day++) {
            model.write(place.model());
            String full = day % 2 == 0 ? "--full" : "--tag=day=" + day;
            all.add((String) place.json("backup", "-r", place.direct("here"), full, place.model())
                    .get("version"));
            model.train();
        }
        model.write(place.tomorrow());
        place.run("replicate", "-r", place.direct("here"), "--to", place.direct("mirror"));
        for (String repository : List.of("here", "mirror")) {
            place.run("pin", "-r", place.direct(repository), all.getFirst());
            place.run("verify", "-r", place.direct(repository), "--read-data", 100);
        }
        // A full commits its state to the set before too, so day 2 is in the pinned one.
        kept = List.of(all.get(0), all.get(1), all.get(2), all.get(4));
    }

    @AfterAll
    void close() throws Exception {
        place.close();
    }

    @Test
    void aReplicationKilledInAnyStepIsCompletedByTheNextOne() throws Exception {
        place.proxy().watch();
        place.run("replicate", "-r", place.proxied("here"), "--to", place.proxied("whole"));
        List<Moment> moments = moments(CHANGES);
        assertThat(steps(moments)).contains("PUT config", "PUT wrap", "PUT wrap of a set", "PUT pack", "PUT slot");
        for (Moment moment : moments) {
            String mirror = place.name();
            place.kill(moment, "replicate", "-r", place.proxied("here"), "--to", place.proxied(mirror));
            if (place.hasSnapshots(mirror)) {
                place.on(mirror, "verify", "--read-data", 100).expecting(0);
            }

            place.run("replicate", "-r", place.direct("here"), "--to", place.direct(mirror));

            assertThat(place.versions(mirror)).isEqualTo(place.versions("here"));
            restores(mirror, all);
            place.on(mirror, "verify", "--read-data", 100).expecting(0);
            place.drop(mirror);
        }
    }

    @Test
    void aPruneKilledInAnyStepHarmsNothingThatIsKeptAndIsCompletedByTheNextOne() throws Exception {
        String whole = place.copyOf("here");
        place.proxy().watch();
        place.run("prune", "-r", place.proxied(whole), "--keep-sets", 1);
        List<Moment> moments = moments(CHANGES);
        assertThat(steps(moments))
                .contains("PUT slot", "DELETE pack", "DELETE wrap of a set", "DELETE verified record");
        List<String> left = place.versions(whole);
        assertThat(left).containsAll(kept).doesNotContain(all.get(3));
        for (Moment moment : moments) {
            String here = place.copyOf("here");
            String mirror = place.copyOf("mirror");
            // In turn at the origin and at its mirror, which closes its sets by itself.
            String pruned = moments.indexOf(moment) % 2 == 0 ? here : mirror;
            place.kill(moment, "prune", "-r", place.proxied(pruned), "--keep-sets", "1");
            place.on(pruned, "verify", "--read-data", 100).expecting(0);

            place.run("prune", "-r", place.direct(pruned), "--keep-sets", 1);

            assertThat(place.versions(pruned)).isEqualTo(left);
            place.run("replicate", "-r", place.direct(here), "--to", place.direct(mirror));
            restores(here, kept);
            restores(mirror, kept);
            place.on(pruned, "verify", "--read-data", 100).expecting(0);
            place.drop(here, mirror);
        }
    }

    @Test
    void aBackupKilledInAnyStepIsCompletedByTheNextOne() throws Exception {
        String whole = place.copyOf("here");
        place.proxy().watch();
        var version = (String) place.json("backup", "-r", place.proxied(whole), "--full", place.tomorrow())
                .get("version");
        List<Moment> moments = moments(CHANGES);
        assertThat(steps(moments)).contains("PUT pack", "PUT wrap of a set", "PUT slot");
        for (Moment moment : moments) {
            String here = place.copyOf("here");
            place.kill(moment, "backup", "-r", place.proxied(here), "--full", place.tomorrow());
            assertThat(place.versions(here)).containsAll(all);
            place.on(here, "verify", "--read-data", 100).expecting(0);

            place.run("backup", "-r", place.direct(here), "--full", place.tomorrow());

            assertThat(place.versions(here)).containsAll(all).last().isEqualTo(version);
            restores(here, all);
            restores(here, List.of(version));
            place.on(here, "verify").expecting(0);
            place.drop(here);
        }
    }

    @Test
    void aRestoreKilledInAnyStepLeavesNothingWrongAndIsCompletedByTheNextOne() throws Exception {
        Path right = folder.resolve("right");
        String version = all.get(3);
        place.proxy().watch();
        place.run("restore", "-r", place.proxied("here"), "--version", version, "--to", right);
        List<Moment> moments = moments(step -> true);
        assertThat(steps(moments)).contains("GET config", "GET wrap", "GET slot", "GET pack");
        for (Moment moment : moments) {
            Path target = folder.resolve(place.name());
            place.kill(moment, "restore", "-r", place.proxied("here"), "--version", version, "--to", target.toString());
            for (String file : List.of("model.safetensors", "model_index.json")) {
                assertThat(Files.notExists(target.resolve(file))
                                || Files.mismatch(target.resolve(file), right.resolve(file)) < 0)
                        .isTrue();
            }

            place.run("restore", "-r", place.direct("here"), "--version", version, "--to", target);

            assertThat(place.digest(target)).isEqualTo(version);
        }
    }

    @Test
    void inDirectoriesTooReplicationsAndPrunesKilledAtRandomMomentsAreCompleted() throws Exception {
        var random = new Random(SEED);
        int midway = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path here = place.directory(place.copyOf("here"));
            Path mirror = folder.resolve(place.name());
            long files = KillingPlace.files(here);
            long enough = 1 + random.nextLong(files / 2);
            place.kill(() -> KillingPlace.files(mirror) >= enough, "replicate", "-r", here, "--to", mirror);
            long there = KillingPlace.files(mirror);
            place.run("replicate", "-r", here, "--to", mirror);
            midway += there < KillingPlace.files(mirror) ? 1 : 0;
            place.run("verify", "-r", here, "--read-data", 100);

            place.kill(() -> KillingPlace.files(here) < files, "prune", "-r", here, "--keep-sets", 1);
            place.run("verify", "-r", here, "--read-data", 100);
            place.run("prune", "-r", here, "--keep-sets", 1);

            place.run("replicate", "-r", here, "--to", mirror);
            for (Path repository : List.of(here, mirror)) {
                restoresFrom(repository.toString(), kept);
                place.run("verify", "-r", repository, "--read-data", 100);
            }
        }
        assertThat(midway).isPositive();
    }

    /** Two of each kind of request: the first before it is done, one of the last when it is. */
    private List<Moment> moments(Predicate<String> wanted) {
        Map<String, Long> counts = place.proxy().seen().stream()
                .filter(wanted)
                .collect(Collectors.groupingBy(step -> step, TreeMap::new, Collectors.counting()));
        var moments = new ArrayList<Moment>();
        counts.forEach((step, count) -> {
            moments.add(new Moment(step, 1, false));
            moments.add(new Moment(step, Math.max(1, count.intValue() * 3 / 4), true));
        });
        return moments;
    }

    private static List<String> steps(List<Moment> moments) {
        return moments.stream().map(Moment::step).distinct().toList();
    }

    private void restores(String repository, List<String> versions) {
        restoresFrom(place.direct(repository), versions);
    }

    private void restoresFrom(String address, List<String> versions) {
        Path standby = folder.resolve("standby");
        for (String version : versions) {
            place.run("restore", "-r", address, "--version", version, "--delete", "--to", standby);
            assertThat(place.digest(standby)).isEqualTo(version);
        }
    }
}
