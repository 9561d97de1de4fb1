package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;

/** The follower's state as a text file, written in one step; one that is damaged counts as lost, which costs a warm-up. */
final class StateFile {
    private static final String HEAD = "twinkeep-follow 1\n";
    private static final String NONE = "-";

    private final Path file;
    private final Progress progress;

    StateFile(ModelPlace place, Progress progress) {
        this.file = place.notes().resolve("state");
        this.progress = progress;
    }

    FollowState read() {
        try {
            return Files.isRegularFile(file) ? parse(Files.readString(file)) : FollowState.NONE;
        } catch (IOException | RuntimeException e) {
            progress.note(file + " can't be read and is begun anew: " + e.getMessage());
            return FollowState.NONE;
        }
    }

    void write(FollowState state) {
        String text = text(state);
        try {
            Disk.write(file, text + digest(text) + "\n");
        } catch (IOException e) {
            throw Disk.failed("write " + file, e);
        }
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(FollowState state) {
        var text = new StringBuilder(HEAD);
        for (FollowState.Target target : state.targets()) {
            line(text, "target", target.promotion(), target.epoch(), target.number(), target.version(), target.at());
        }
        state.active().ifPresent(version -> line(text, "active", version));
        state.switching()
                .ifPresent(begun -> line(
                        text,
                        "switching",
                        begun.to(),
                        begun.from().map(Sha256::toString).orElse(NONE)));
        state.cold().ifPresent(cold -> line(text, "cold", cold.version(), cold.at()));
        state.told().ifPresent(told -> line(text, "told", told.version(), told.state()));
        state.base().ifPresent(version -> line(text, "base", version));
        state.pinned().forEach(promotion -> line(text, "pinned", promotion));
        return text.toString();
    }

    private static void line(StringBuilder text, Object... parts) {
        for (Object part : parts) {
            text.append(part).append(' ');
        }
        text.setCharAt(text.length() - 1, '\n');
    }

    private static FollowState parse(String text) {
        int end = text.lastIndexOf('\n', text.length() - 2) + 1;
        String body = text.substring(0, end);
        if (!body.startsWith(HEAD) || !text.substring(end).equals(digest(body) + "\n")) {
            throw new IllegalArgumentException("it is damaged, or of another version of this program");
        }
        var targets = new ArrayList<FollowState.Target>();
        var pinned = new HashSet<PromotionId>();
        FollowState state = FollowState.NONE;
        for (String line : body.lines().skip(1).toList()) {
            String[] part = line.split(" ");
            switch (part[0]) {
                case "target" -> targets.add(target(part));
                case "pinned" -> pinned.add(PromotionId.parse(part[1]));
                default -> state = with(state, part);
            }
        }
        return new FollowState(
                targets, state.active(), state.switching(), state.cold(), state.told(), state.base(), pinned);
    }

    private static FollowState.Target target(String[] part) {
        return new FollowState.Target(
                PromotionId.parse(part[1]),
                Integer.parseInt(part[2]),
                Integer.parseInt(part[3]),
                Sha256.parse(part[4]),
                Instant.parse(part[5]));
    }

    /** {@code active} comes before {@code switching}, which it would end. */
    private static FollowState with(FollowState state, String[] part) {
        Sha256 version = Sha256.parse(part[1]);
        return switch (part[0]) {
            case "active" -> state.withActive(Optional.of(version));
            case "switching" ->
                state.withSwitching(new FollowState.Switching(
                        version, part[2].equals(NONE) ? Optional.empty() : Optional.of(Sha256.parse(part[2]))));
            case "cold" -> state.withCold(Optional.of(new FollowState.Cold(version, Instant.parse(part[2]))));
            case "told" -> state.withTold(new FollowState.Told(version, DeploymentState.valueOf(part[2])));
            case "base" -> state.withBase(version);
            default -> throw new IllegalArgumentException("it has a line '" + part[0] + "'");
        };
    }
}
