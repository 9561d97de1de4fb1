package io.twinkeep.bench;

import io.twinkeep.agent.demo.TwinRegion;
import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The way of one version from the primary's directory to the standby's, stage by stage, by what both agents logged. */
final class Journey {
    private final Task task;
    private final List<Event> primary;
    private final List<Event> standby;
    private Instant at;

    private Journey(Task task, TwinRegion primary, TwinRegion standby, Instant dropped) throws IOException {
        this.task = task;
        this.primary = events(primary, dropped);
        this.standby = events(standby, dropped);
        this.at = dropped;
    }

    private record Event(Instant time, String event, String job, String message) {
        boolean is(String what, String ofJob) {
            return event.equals(what) && job.equals(ofJob);
        }

        boolean says(String words) {
            return message.contains(words);
        }
    }

    /** Tells each stage of what was dropped at that time and is active now. */
    static void tell(Task task, Twins twins, Instant dropped, Instant active) throws IOException {
        var journey = new Journey(task, twins.primary(), twins.standby(), dropped);
        journey.primary(dropped);
        journey.standby();
        journey.stage("switched and warm until told", Optional.of(active));
    }

    private void primary(Instant dropped) {
        stage("settled", first(primary, event -> event.is("job began", "incremental")));
        stage("backed up", first(primary, event -> event.is("job done", "incremental")));
        primary.stream()
                .filter(event -> event.job().equals("incremental") && event.says("stages"))
                .forEach(event -> task.note(event.message()));
        Optional<Instant> begun = first(primary, event -> event.is("job began", "replicate"));
        Optional<Instant> ended = first(
                primary,
                event -> event.is("job done", "replicate") && event.time().isAfter(begun.orElse(dropped)));
        if (begun.isPresent() && ended.isPresent()) {
            tell("(replicated by the primary, beside)", begun.get(), ended.get());
        }
    }

    private void standby() {
        Optional<Instant> here = first(standby, event -> event.says("is in the region's own repository"));
        Optional<Instant> began = here.flatMap(time -> standby.stream()
                .filter(event ->
                        event.is("job began", "follow") && !event.time().isAfter(time))
                .map(Event::time)
                .reduce((before, last) -> last));
        stage("noticed by the standby", began);
        stage("carried into its repository", here);
        stage("restored beside the others", first(standby, event -> event.says("restored version")));
        stage("read back from the disk", first(standby, event -> event.says("back from the disk")));
    }

    private static Optional<Instant> first(List<Event> events, Predicate<Event> wanted) {
        return events.stream().filter(wanted).map(Event::time).findFirst();
    }

    /** From the end of the stage before; one that began earlier, beside that, may come to less than nothing. */
    private void stage(String name, Optional<Instant> end) {
        if (end.isPresent()) {
            tell("· " + name, at, end.get());
            at = end.get();
        }
    }

    private void tell(String name, Instant from, Instant to) {
        task.judge(new Verdict(name, Duration.between(from, to).toMillis() / 1000.0, "s", Optional.empty()));
    }

    private static List<Event> events(TwinRegion region, Instant since) throws IOException {
        return Files.readAllLines(region.log()).stream()
                .filter(line -> line.startsWith("{"))
                .map(line -> Json.object(line.getBytes(StandardCharsets.UTF_8), "a line of the log"))
                .map(Journey::event)
                .filter(event -> !event.time().isBefore(since))
                .toList();
    }

    private static Event event(Map<String, Object> fields) {
        return new Event(
                Instant.parse(String.valueOf(fields.get("time"))),
                text(fields, "event"),
                text(fields, "job"),
                text(fields, "message"));
    }

    private static String text(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
