package io.twinkeep.agent.cli;

import picocli.CommandLine.Option;

/** Options of the cache of packs. Their values are read as settings, together with other sources. */
final class CacheOptions {
    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            description = "Keep packs here, so that the next backup need not fetch them; 'none' for not at all"
                    + " (default: ~/.cache/twinkeep for a bucket, none for a directory).")
    private String cache;

    @Option(
            names = "--cache-size",
            paramLabel = "BYTES",
            description = "The most to keep there for all repositories together (default: 64GiB).")
    private String cacheSize;
}
