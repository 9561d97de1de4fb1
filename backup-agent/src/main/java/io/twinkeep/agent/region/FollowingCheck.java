package io.twinkeep.agent.region;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.config.ModelSettings;
import io.twinkeep.agent.config.RepositorySettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.follow.ModelPlace;
import io.twinkeep.agent.session.DiskChecks;
import io.twinkeep.agent.session.Finding;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries out what {@code following} names. The prewarm hook is looked for and not called: that would disturb what is served. */
final class FollowingCheck {
    private static final String SOURCE = "following, from";
    private static final String ALIAS = "following, alias";
    private static final String PREWARM = "following, prewarm";
    private static final int MISSING = 6;
    private static final int CONNECT_MILLIS = 3000;

    private final AgentSettings settings;
    private final FollowSettings following;
    private final Means means;
    private final List<Finding> findings = new ArrayList<>();

    FollowingCheck(AgentSettings settings, FollowSettings following, Means means) {
        this.settings = settings;
        this.following = following;
        this.means = means;
    }

    List<Finding> run() {
        settings.models().forEach(this::directory);
        findings.add(source());
        settings.database().filter(ignored -> !following.followsLatest()).ifPresent(database -> {
            try (Facts facts = PostgresFacts.open(database.config(), Purpose.READ_NEAREST)) {
                settings.models().forEach(model -> findings.add(alias(facts, model)));
            }
        });
        following.prewarm().ifPresent(hook -> findings.add(prewarm(hook)));
        return findings;
    }

    private void directory(ModelSettings model) {
        String name = "following, directory";
        Path root = following.directoryOf(model.name());
        Finding writable = DiskChecks.writable(name, root);
        findings.add(writable);
        if (writable.exitCode() == 0) {
            findings.add(space(root));
            findings.add(current(root));
        }
    }

    private Finding space(Path root) {
        String name = "following, space";
        try {
            long free = Files.getFileStore(root).getUsableSpace();
            String detail = Amounts.bytes(free) + " free at " + root;
            return free < following.keepFreeBytes()
                    ? Finding.warning(
                            name,
                            detail + ", and " + Amounts.bytes(following.keepFreeBytes()) + " shall stay free",
                            "make room, or lower 'keep-free': only versions that no rule keeps make room by themselves")
                    : Finding.ok(name, detail);
        } catch (IOException e) {
            return Finding.problem(name, root + " can't be looked at: " + e, "check that it is mounted", 1);
        }
    }

    private static Finding current(Path root) {
        String name = "following, current";
        try {
            return Finding.ok(
                    name,
                    new ModelPlace(root)
                            .current()
                            .map(version -> "version " + version + " is current in " + root)
                            .orElse("nothing is current yet in " + root));
        } catch (BackupException e) {
            return Finding.problem(name, e);
        }
    }

    private Finding source() {
        RepositorySettings source = RegionStores.source(settings, following);
        var task = settings.task(StorePurpose.FOLLOW);
        var access = settings.access(source, StorePurpose.FOLLOW);
        try (var session = Session.openWithoutKey(means, task, source.address(), access)) {
            return Finding.ok(SOURCE, "repository " + session.repository().id() + " at " + source.address());
        } catch (Missing e) {
            return Finding.warning(
                    SOURCE,
                    "there is no repository at " + source.address() + " yet",
                    "the primary's 'replicate' makes it; until then there is nothing to follow");
        } catch (BackupException e) {
            return Finding.problem(SOURCE, e);
        }
    }

    private Finding alias(Facts facts, ModelSettings model) {
        String what = "alias " + following.alias() + " of " + model.name();
        try {
            Optional<AliasMove> move = facts.aliases().current(model.name(), following.alias());
            return move.isPresent()
                    ? Finding.ok(ALIAS, what + " names version " + move.get().version())
                    : Finding.warning(ALIAS, what + " names no version yet", "promote one, or follow 'latest'");
        } catch (BackupException e) {
            return Finding.problem(ALIAS, e);
        }
    }

    private static Finding prewarm(FollowSettings.Prewarm hook) {
        return hook.url()
                .map(url -> reachable(URI.create(url)))
                .orElseGet(() -> executable(hook.command().getFirst()));
    }

    /** Without what comes after the path, which may hold a token. */
    private static Finding reachable(URI url) {
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        String where = url.getHost() + ":" + port;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), CONNECT_MILLIS);
            return Finding.ok(PREWARM, where + " takes connections; the request itself was not tried");
        } catch (IOException e) {
            return Finding.warning(
                    PREWARM,
                    where + " can't be reached: " + e.getMessage(),
                    "start the model service before the first switch: a version that does not warm up is taken back");
        }
    }

    private static Finding executable(String command) {
        boolean found;
        try {
            found = new ProcessBuilder("sh", "-c", "command -v \"$0\" > /dev/null 2>&1", command)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return Finding.warning(PREWARM, command + " can't be looked for: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.warning(PREWARM, command + " was not looked for: interrupted", "");
        }
        return found
                ? Finding.ok(PREWARM, command + " can be run; it was not tried")
                : Finding.problem(
                        PREWARM, command + " is no program that this user can run", "name it by its path", MISSING);
    }
}
