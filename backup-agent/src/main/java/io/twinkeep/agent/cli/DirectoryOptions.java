package io.twinkeep.agent.cli;

import picocli.CommandLine.Option;

/** Options for directories on other machines, given as {@code sftp://user@host/path}. */
final class DirectoryOptions {
    @Option(
            names = "--ssh-identity",
            paramLabel = "FILE",
            description = "Private key for sftp:// directories (default: ~/.ssh/id_rsa).")
    private String identity;

    @Option(
            names = "--ssh-known-hosts",
            paramLabel = "FILE",
            description = "Host keys for sftp:// directories (default: ~/.ssh/known_hosts).")
    private String knownHosts;
}
