package io.twinkeep.agent.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {
    @TempDir
    Path dir;

    private TwoRegions regions;
    private Sha256 first;

    @BeforeEach
    void backUpTheFirstVersion() throws IOException {
        regions = new TwoRegions(dir);
        first = regions.day(false);
        regions.point(first);
    }

    @Test
    void theVersionThatTheAliasNamesIsServedAndTold() throws IOException {
        var outcome = regions.follow();

        assertThat(outcome.result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(Files.readSymbolicLink(regions.current())).hasToString("versions/" + first);
        assertThat(TwoRegions.digest(regions.current())).isEqualTo(first);
        assertThat(regions.current().resolve("latest.json")).isSymbolicLink();
        assertThat(regions.told(first))
                .containsExactly(DeploymentState.SYNCING, DeploymentState.VERIFIED, DeploymentState.ACTIVE);
        assertThat(regions.notes).noneMatch(note -> note.contains("direct reads"));
    }

    @Test
    void aPassWithNothingToDoWritesNothingAndTellsNothing() {
        regions.follow();
        int told = regions.facts.size();

        var again = regions.follow();

        assertThat(again.result()).isEqualTo(Follower.Result.UNCHANGED);
        assertThat(regions.facts).hasSize(told);
        assertThat(again.bytesDownloaded()).isZero();
    }

    @Test
    void aDaysDriftComesAsADeltaAlsoAfterAWeekAndAFull() throws IOException {
        regions.follow();
        for (int day = 1; day <= 4; day++) {
            Sha256 version = regions.day(day == 2);
            regions.point(version);

            var outcome = regions.follow();

            long whole = Keeping.bytesBelow(regions.version(version));
            System.out.printf(
                    "day %d%s: carried %.3f, downloaded %.3f of the model%n",
                    day,
                    day == 2 ? " (a full follows it)" : "",
                    (double) outcome.bytesCarried() / whole,
                    (double) outcome.bytesDownloaded() / whole);
            assertThat(outcome.result()).isEqualTo(Follower.Result.ACTIVATED);
            assertThat(outcome.bytesDownloaded()).isLessThan(whole / 10);
            assertThat(TwoRegions.digest(regions.current())).isEqualTo(version);
            if (day != 3) {
                // Before the first delta of a new set comes its full.
                assertThat(outcome.bytesCarried()).isLessThan(whole / 10);
            }
        }
    }

    @Test
    void goingBackDownloadsNothingAndNeedsNobody() throws IOException {
        regions.follow();
        regions.point(regions.day(false));
        regions.follow();
        regions.point(first);
        regions.origin.cut();
        regions.own.cut();

        var outcome = regions.follow();

        assertThat(outcome.result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(outcome.bytesDownloaded()).isZero();
        assertThat(regions.served()).contains(first);
    }

    @Test
    void theDeadPrimarysLastVersionIsStillBroughtFromTheOwnRepository() throws IOException {
        regions.follow();
        Sha256 second = regions.day(false);
        regions.point(second);
        // Dies between the copy into the own repository and the restore.
        regions.atNote = note -> {
            if (note.contains("own repository")) {
                throw new Unavailable("killed");
            }
        };
        assertThatThrownBy(regions::follow).isInstanceOf(Unavailable.class);
        regions.atNote = note -> {};
        regions.origin.cut();
        regions.aliases.isGone = true;

        var outcome = regions.follow();

        assertThat(outcome.result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(outcome.aliasRead()).isFalse();
        assertThat(regions.served()).contains(second);
    }

    @Test
    void aVersionThatIsNotThereYetIsWaitedFor() throws IOException {
        regions.follow();
        Sha256 unknown = Sha256.of("no such version".getBytes());
        regions.point(unknown);

        assertThat(regions.follow().result()).isEqualTo(Follower.Result.WAITING);

        assertThat(regions.served()).contains(first);
    }

    @Test
    void anAliasThatMovesWhileItsVersionArrivesIsFollowedToWhereItPoints() throws IOException {
        Sha256 second = regions.day(false);
        regions.aliases.doAtReading(2, () -> regions.point(second));
        regions.prewarm = (version, place) -> assertThat(version).isEqualTo(second);

        var outcome = regions.follow();

        assertThat(outcome.result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(regions.served()).contains(second);
    }

    @Test
    void aReplicaThatLagsDoesNotTakeTheAliasBack() throws IOException {
        Sha256 second = regions.day(false);
        regions.point(second);
        regions.follow();
        regions.aliases.forgetLast();

        assertThat(regions.follow().result()).isEqualTo(Follower.Result.UNCHANGED);

        assertThat(regions.served()).contains(second);
    }

    @Test
    void whicheverCallToTheOwnStoreFailsTheNextPassEndsWell() throws IOException {
        assertThat(failuresOf(() -> regions.own)).isGreaterThan(20);
    }

    @Test
    void whicheverCallToTheOriginFailsTheNextPassEndsWell() throws IOException {
        assertThat(failuresOf(() -> regions.origin)).isGreaterThan(10);
    }

    private int failuresOf(Supplier<FailingStore> store) throws IOException {
        regions = new TwoRegions(dir.resolve("small"), 1 << 12);
        regions.point(regions.day(false));
        regions.follow();
        Sha256 next = regions.day(false);
        regions.point(next);
        regions.remember(dir.resolve("copy"));
        for (int nth = 1; ; nth++) {
            regions.goBackTo(dir.resolve("copy"));
            store.get().failCall(nth);

            Throwable failure = catchThrowable(regions::follow);

            boolean reached = store.get().calls() >= nth;
            store.get().mend();
            assertThat(failure == null || failure instanceof BackupException)
                    .as("%s", failure)
                    .isTrue();
            assertThat(TwoRegions.digest(regions.current()))
                    .isEqualTo(regions.served().orElseThrow());
            regions.follow();
            assertThat(regions.served()).contains(next);
            if (!reached) {
                assertThat(failure).isNull();
                return nth - 1;
            }
        }
    }

    @Test
    void afterACrashAtAnyStepTheNextPassEndsWell() throws IOException {
        regions = new TwoRegions(dir.resolve("small"), 1 << 12);
        regions.point(regions.day(false));
        regions.follow();
        int crashes = 0;
        for (int step = 1; ; step++) {
            Sha256 next = regions.day(false);
            regions.point(next);
            int[] left = {step};
            regions.atNote = note -> {
                if (--left[0] == 0) {
                    throw new IllegalStateException("crashed after: " + note);
                }
            };
            Throwable crash = catchThrowable(regions::follow);
            regions.atNote = note -> {};
            assertThat(TwoRegions.digest(regions.current()))
                    .isEqualTo(regions.served().orElseThrow());

            regions.follow();

            assertThat(regions.served()).contains(next);
            assertThat(regions.told(next)).endsWith(DeploymentState.ACTIVE);
            if (crash == null) {
                break;
            }
            crashes++;
        }
        assertThat(crashes).isGreaterThanOrEqualTo(6);
    }

    @Test
    void aByteFlippedInTheOwnRepositoryIsMendedFromTheOrigin() throws IOException {
        regions.follow();
        regions.point(regions.day(false));
        regions.atNote = note -> {
            if (note.contains("own repository") && !note.contains("damaged")) {
                flipEveryPack();
            }
        };

        var outcome = regions.follow();

        assertThat(outcome.result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(regions.notes).anyMatch(note -> note.contains("is mended from the origin"));
        assertThat(TwoRegions.digest(regions.current()))
                .isEqualTo(regions.served().orElseThrow());
    }

    private void flipEveryPack() {
        try (var files = Files.walk(regions.ownDirectory)) {
            for (Path file : files.filter(f -> f.toString().contains("/packs/") && Files.isRegularFile(f))
                    .toList()) {
                TwoRegions.flip(file, Files.size(file) / 3);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aByteFlippedOnTheWayToTheDiskIsFoundByReadingBackAndMended() {
        regions.atNote = note -> {
            if (note.startsWith("restored version")) {
                flipIncoming();
            }
        };

        regions.follow();

        assertThat(regions.notes).anyMatch(note -> note.startsWith("not right in") && note.contains("content"));
        assertThat(TwoRegions.digest(regions.current())).isEqualTo(first);
    }

    private void flipIncoming() {
        try {
            Path incoming = regions.root.resolve("versions/.incoming-" + first);
            TwoRegions.flip(incoming.resolve("transformer/model.safetensors"), 1_000_000);
            Files.delete(incoming.resolve("empty.bin"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatReadsBackWrongAndCannotBeMendedNeverBecomesCurrent() {
        regions.atNote = note -> {
            if (note.startsWith("restored version")) {
                flipIncoming();
                regions.own.cut();
            }
        };

        assertThatThrownBy(regions::follow).isInstanceOf(Unavailable.class);

        assertThat(regions.served()).isEmpty();
        assertThat(regions.version(first)).doesNotExist();
    }

    @Test
    void anOldVersionThatDriftedIsMendedBeforeItIsServedAgain() throws IOException {
        regions.follow();
        regions.point(regions.day(false));
        regions.follow();
        TwoRegions.flip(regions.version(first).resolve("transformer/model.safetensors"), 77_777);
        regions.point(first);

        regions.follow();

        assertThat(regions.served()).contains(first);
        assertThat(TwoRegions.digest(regions.current())).isEqualTo(first);
    }

    @Test
    void aSymlinkInThePlaceOfAVersionIsRefusedAndNothingBehindItTouched() throws IOException {
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Files.writeString(outside.resolve("theirs.txt"), "theirs");
        for (String name : new String[] {first.toString(), ".incoming-" + first}) {
            Files.createDirectories(regions.root.resolve("versions"));
            Path planted = Files.createSymbolicLink(regions.root.resolve("versions/" + name), outside);

            assertThatThrownBy(regions::follow).isInstanceOf(Refused.class).hasMessageContaining("not a directory");

            assertThat(regions.served()).isEmpty();
            assertThat(outside).isDirectoryContaining("glob:**/theirs.txt");
            assertThat(outside.toFile().list()).hasSize(1);
            Files.delete(planted);
        }
    }

    @Test
    void aCurrentThatSomebodyElseMadeIsNotReplaced() throws IOException {
        Files.createDirectories(regions.root);
        Files.createSymbolicLink(regions.current(), dir);

        assertThatThrownBy(regions::follow).isInstanceOf(Refused.class).hasMessageContaining("current");

        assertThat(Files.readSymbolicLink(regions.current())).isEqualTo(dir);
    }

    @Test
    void ofTwoAgentsOnOneDirectoryOneWorks() throws Exception {
        var warming = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        regions.prewarm = (version, place) -> {
            warming.countDown();
            awaited(mayEnd);
        };
        try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var one = executor.submit(regions::follow);
            awaited(warming);

            var other = regions.follower().run();
            mayEnd.countDown();

            assertThat(other.result()).isEqualTo(Follower.Result.BUSY);
            assertThat(one.get().result()).isEqualTo(Follower.Result.ACTIVATED);
        }
        assertThat(regions.follow().result()).isEqualTo(Follower.Result.UNCHANGED);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVersionThatDoesNotWarmUpIsTakenBackAndTriedAgainLater() throws IOException {
        regions.follow();
        Sha256 second = regions.day(false);
        regions.point(second);
        var warmed = new ArrayList<Sha256>();
        regions.prewarm = (version, place) -> {
            warmed.add(version);
            if (version.equals(second)) {
                throw new Failed("out of memory");
            }
        };

        assertThatThrownBy(regions::follow).isInstanceOf(Failed.class).hasMessageContaining("out of memory");

        assertThat(regions.served()).contains(first);
        assertThat(warmed).containsExactly(second, first);
        assertThat(regions.told(second))
                .containsExactly(DeploymentState.SYNCING, DeploymentState.VERIFIED, DeploymentState.FAILED);
        assertThat(regions.follow().result()).isEqualTo(Follower.Result.HELD_BACK);
        assertThat(warmed).hasSize(2);
        regions.now = regions.now.plus(Duration.ofMinutes(10));
        regions.prewarm = Prewarm.NONE;
        assertThat(regions.follow().result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(regions.served()).contains(second);
        assertThat(regions.told(second)).endsWith(DeploymentState.ACTIVE);
    }

    @Test
    void aFirstVersionThatDoesNotWarmUpIsNotServed() {
        regions.prewarm = (version, place) -> {
            throw new Failed("no such device");
        };

        assertThatThrownBy(regions::follow).isInstanceOf(Failed.class);

        assertThat(regions.served()).isEmpty();
        assertThat(regions.version(first)).isDirectory();
    }

    @Test
    void aCrashWhileWarmingUpEndsInAWarmUp() throws IOException {
        regions.follow();
        Sha256 second = regions.day(false);
        regions.point(second);
        regions.prewarm = (version, place) -> {
            throw new IllegalStateException("killed");
        };
        assertThatThrownBy(regions::follow).isInstanceOf(IllegalStateException.class);
        assertThat(regions.told(second)).doesNotContain(DeploymentState.ACTIVE);
        var warmed = new ArrayList<Sha256>();
        regions.prewarm = (version, place) -> warmed.add(version);

        regions.follow();

        assertThat(warmed).containsExactly(second);
        assertThat(regions.told(second)).endsWith(DeploymentState.ACTIVE);
    }

    @Test
    void factsThatAreNotTakenAreToldByTheNextPass() {
        var taken = regions.facts;
        regions.sink = fact -> {
            throw new Unavailable("the spool is full");
        };
        assertThat(regions.follow().result()).isEqualTo(Follower.Result.ACTIVATED);
        regions.sink = taken::add;

        regions.follow();

        assertThat(regions.told(first)).containsExactly(DeploymentState.ACTIVE);
    }

    @Test
    void oldVersionsGoAndTheLastTargetsStayForTwoWeeks() throws IOException {
        regions.rules =
                new FollowRules("production", 0, Long.MAX_VALUE, 0, 3, Duration.ofDays(14), Duration.ofMinutes(10), 2);
        regions.follow();
        Sha256[] days = new Sha256[4];
        for (int day = 0; day < 4; day++) {
            days[day] = regions.day(false);
            regions.point(days[day]);
            regions.follow();
        }
        assertThat(new ModelPlace(regions.root).held())
                .as("the last three targets, and what the deltas stand on")
                .containsExactlyInAnyOrder(first, days[1], days[2], days[3]);

        regions.now = regions.now.plus(Duration.ofDays(15));
        regions.follow();

        assertThat(new ModelPlace(regions.root).held()).containsExactlyInAnyOrder(first, days[3]);
        assertThat(regions.served()).isEqualTo(Optional.of(days[3]));
    }
}
