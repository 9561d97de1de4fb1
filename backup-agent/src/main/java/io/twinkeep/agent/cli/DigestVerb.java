package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.operation.LocalState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twinkeep digest}: the version that a directory holds. */
@Command(
        name = "digest",
        description = "Print the version digest of a directory.",
        footer = {
            "",
            "The same, with coreutils alone, in that directory:",
            "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum"
        })
final class DigestVerb extends Verb {
    @Mixin
    private DirectoryOptions directoryOptions;

    @Option(names = "--threads", paramLabel = "N", description = "Files read at a time (default: one a core).")
    private String threads;

    @Parameters(paramLabel = "DIR", description = "A directory, or sftp://user@host/path.")
    private String directory;

    DigestVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        try (SourceTree source = FileTrees.source(directory, config.directories())) {
            LocalState state = LocalState.read(source, config.threads(), progress);
            long bytes = state.entries().values().stream()
                    .mapToLong(stat -> stat.size())
                    .sum();
            return new Answer()
                    .field("version", state.version().toString())
                    .field("files", state.digests().size())
                    .field("bytes_total", bytes)
                    .field("seconds", Amounts.inSeconds(elapsed()))
                    .line(state.version().toString());
        }
    }
}
