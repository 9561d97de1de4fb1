package io.twinkeep.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code twinkeep doctor}: looks at everything that a run needs, and says what to do. */
@Command(name = "doctor", description = "Check key, store, clock, permissions, space, locale and Java.")
final class DoctorVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "A local model directory to look at as well.")
    private String directory;

    DoctorVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        return Findings.answer(new Checkup(surroundings(), config(), progress).run(directory));
    }
}
