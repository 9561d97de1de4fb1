package io.twinkeep.agent.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code following}. */
final class FollowReader {
    private static final Duration LEAST_POLL = Duration.ofSeconds(1);

    private final Section root;

    FollowReader(Section root) {
        this.root = root;
    }

    /** What must fit together with other sections is looked at here, where its line is known. */
    Optional<FollowSettings> read(List<ModelSettings> models, List<RepositorySettings> mirrors, boolean hasDatabase) {
        return root.section("following").map(section -> {
            var settings = new FollowSettings(
                    section.text("alias").orElse("production"),
                    section.required("directory", "/nas/z-image-turbo-twin", "/", text -> text),
                    section.text("from").orElse(RepositorySettings.OWN),
                    section.duration("poll", LEAST_POLL),
                    section.number("keep-versions", 2, 0, 1000),
                    section.parsed("keep-free", ByteAmount::parse).orElse(16L << 30),
                    section.number("rollback-targets", 3, 1, 100),
                    section.duration("rollback-for", Duration.ofDays(14)),
                    section.section("prewarm").flatMap(FollowReader::prewarm));
            fit(section, settings, models, mirrors, hasDatabase);
            section.end();
            return settings;
        });
    }

    private static void fit(
            Section section,
            FollowSettings settings,
            List<ModelSettings> models,
            List<RepositorySettings> mirrors,
            boolean hasDatabase) {
        List<String> places = mirrors.stream().map(RepositorySettings::name).toList();
        if (!settings.from().equals(RepositorySettings.OWN) && !places.contains(settings.from())) {
            section.problem("from", "must be 'repository' or a mirror's name, is '" + settings.from() + "'");
        }
        if (models.size() > 1 && !settings.directory().contains(FollowSettings.MODEL)) {
            section.problem("directory", "needs '{model}' where there are several models, as in /nas/{model}-twin");
        }
        models.stream()
                .filter(model -> settings.directoryOf(model.name()).startsWith(model.directory()))
                .forEach(model -> section.problem(
                        "directory", "must not be in " + model.directory() + ", whose files are backed up"));
        if (!hasDatabase && !settings.followsLatest()) {
            section.problem(
                    "alias",
                    "is read from the database, and there is no section 'database'; without one, follow 'latest'");
        }
        if (settings.poll().compareTo(LEAST_POLL) < 0) {
            section.problem("poll", "must be 1s or more");
        }
    }

    private static Optional<FollowSettings.Prewarm> prewarm(Section section) {
        Optional<String> url = section.parsed("url", FollowReader::httpUrl);
        Optional<String> body = section.text("body");
        List<String> command = section.texts("command");
        int status = section.number("status", 200, 100, 599);
        Duration timeout = section.duration("timeout", Duration.ofMinutes(5));
        boolean one = section.has("url") != section.has("command");
        section.end();
        if (!one) {
            section.problem("url", "or 'command': give one of them");
            return Optional.empty();
        }
        return Optional.of(new FollowSettings.Prewarm(url, body, status, command, timeout));
    }

    private static String httpUrl(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
            throw new IllegalArgumentException("must be an http or https address, is '" + text + "'");
        }
        return text;
    }
}
