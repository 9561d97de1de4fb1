package io.twinkeep.agent.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Options that open the repository's data key. */
final class KeyOptions {
    @Option(names = "--key-file", paramLabel = "FILE", description = "Key file that 'init' wrote; may be repeated.")
    private List<String> keyFiles;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File that holds a passphrase; may be repeated.")
    private List<String> passphraseFiles;
}
