package io.twinkeep.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code following}. */
final class FollowReader {
    private final Section root;

    FollowReader(Section root) {
        this.root = root;
    }

    Optional<FollowSettings> read() {
        return root.section("following").map(section -> {
            var settings = new FollowSettings(
                    section.text("alias").orElse("production"),
                    section.required("directory", "/nas/z-image-turbo", Path.of("/"), Path::of),
                    section.text("from").orElse(RepositorySettings.OWN),
                    section.number("keep-versions", 2, 0, 1000),
                    section.parsed("keep-free", ByteAmount::parse).orElse(16L << 30),
                    section.number("rollback-targets", 3, 0, 100),
                    section.duration("rollback-for", Duration.ofDays(14)),
                    section.section("prewarm").flatMap(FollowReader::prewarm));
            section.end();
            return settings;
        });
    }

    private static Optional<FollowSettings.Prewarm> prewarm(Section section) {
        Optional<String> url = section.text("url");
        List<String> command = section.texts("command");
        int status = section.number("status", 200, 100, 599);
        Duration timeout = section.duration("timeout", Duration.ofMinutes(5));
        section.end();
        if (url.isPresent() == !command.isEmpty()) {
            section.problem("url", "or 'command': give one of them");
            return Optional.empty();
        }
        return Optional.of(new FollowSettings.Prewarm(url, status, command, timeout));
    }
}
