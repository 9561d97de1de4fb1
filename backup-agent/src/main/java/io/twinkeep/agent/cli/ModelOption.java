package io.twinkeep.agent.cli;

import picocli.CommandLine.Option;

/** Which model is meant. */
final class ModelOption {
    @Option(names = "--model", paramLabel = "NAME", description = "The model's name, for example z-image-turbo.")
    private String model;
}
