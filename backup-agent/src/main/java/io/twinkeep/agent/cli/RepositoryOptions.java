package io.twinkeep.agent.cli;

import picocli.CommandLine.Option;

/** Options of every verb that opens a repository. Their values are read as settings, together with other sources. */
final class RepositoryOptions {
    @Option(
            names = {"-r", "--repository"},
            paramLabel = "REPO",
            description = "s3:https://HOST/BUCKET/PREFIX, s3:http://…, file:/DIRECTORY, or a directory.")
    private String repository;

    @Option(names = "--profile", paramLabel = "NAME", description = "Profile of the S3 credentials file.")
    private String profile;

    @Option(names = "--region", paramLabel = "NAME", description = "S3 region (default: us-east-1).")
    private String region;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "CA certificates in PEM to trust besides Java's own, for https.")
    private String caFile;

    @Option(names = "--upload-limit", paramLabel = "RATE", description = "Bytes a second, for example 10MiB.")
    private String uploadLimit;

    @Option(names = "--download-limit", paramLabel = "RATE", description = "Bytes a second, for example 10MiB.")
    private String downloadLimit;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that code and digest (default: one a core).")
    private String threads;

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            description = "About the most that this process may take (default: 350MiB for two threads).")
    private String memory;

    // The launcher looks for it before Java starts.
    @Option(names = "--background", description = "Let everybody else on this machine go first.")
    private boolean background;
}
