package io.twinkeep.agent.cli;

import io.twinkeep.core.operation.PathFilter;
import java.util.List;
import picocli.CommandLine.Option;

/** Which files of a model are meant. */
final class FilterOptions {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only paths that match; may be repeated. '*' stays in a folder, '**' does not.")
    private List<String> includes = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Not paths that match; may be repeated.")
    private List<String> excludes = List.of();

    PathFilter filter() {
        return new PathFilter(paths(includes), paths(excludes));
    }

    /** 'show' prints paths as 'find .' does, so they may be given like that. */
    private static List<String> paths(List<String> globs) {
        return globs.stream().map(glob -> glob.replaceFirst("^(\\./)+", "")).toList();
    }
}
