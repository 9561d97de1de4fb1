package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.operation.RestoreOutputs;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.repository.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code twinkeep outputs list}: which outputs are kept. */
@Command(
        name = "list",
        description = "List the outputs that are kept, in the order of days.",
        footer = {"", "Exit code 3 if an output can't be read; 'twinkeep verify' says more."})
final class OutputsListVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Mixin
    private DayOptions dayOptions;

    @Mixin
    private FilterOptions filterOptions;

    OutputsListVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var order = new RestoreOutputs.Order(dayOptions.days(), filterOptions.filter(), true);
        var outputs = new ArrayList<Output>();
        try (var session = Session.open(means(progress), config)) {
            List<String> problems = new RestoreOutputs(session.engine()).list(order, outputs::add);
            return answer(config, outputs, problems);
        }
    }

    private static Answer answer(AgentConfig config, List<Output> outputs, List<String> problems) {
        long bytes = outputs.stream().mapToLong(Output::size).sum();
        var table = new Table("DAY", ">SIZE", "SHA-256", "PATH");
        outputs.forEach(output -> table.row(
                Layout.dayOf(output.key()).orElseThrow(),
                Amounts.bytes(output.size()),
                output.digest().toString().substring(0, 12),
                output.description().path()));
        var answer = new Answer()
                .field("repository", config.requiredRepository().toString())
                .field("outputs", outputs.stream().map(OutputsListVerb::fields).toList())
                .field("bytes", bytes)
                .field("problems", problems)
                .line(outputs.isEmpty() ? "no outputs" : table.text());
        if (!outputs.isEmpty()) {
            answer.line(Amounts.count(outputs.size(), "output", "outputs") + ", " + Amounts.bytes(bytes));
        }
        problems.forEach(problem -> answer.line("UNREADABLE  " + problem));
        return failedIfAny(answer, problems);
    }

    /** Ends a run in which these outputs could not be read as one that found damage. */
    static Answer failedIfAny(Answer answer, List<String> problems) {
        return problems.isEmpty()
                ? answer
                : answer.failed(new Corrupt(
                        Amounts.count(problems.size(), "output", "outputs") + " can't be read: " + problems.getFirst(),
                        "'twinkeep verify --repair-from MIRROR' mends what a mirror still has"));
    }

    private static Map<String, Object> fields(Output output) {
        return Answer.fields(
                "path", output.description().path().toString(),
                "day", Layout.dayOf(output.key()).orElseThrow().toString(),
                "bytes", output.size(),
                "sha256", output.digest().toString(),
                "media_type", output.description().mediaType(),
                "modified", output.description().modified().toString(),
                "key", output.key().toString());
    }
}
