package io.twinkeep.agent.config;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.operation.PathFilter;
import java.util.List;

/** Reads one entry of {@code models}. */
final class ModelReader {
    private static final ModelName UNKNOWN = new ModelName("unknown");

    private ModelReader() {}

    static ModelSettings read(Section section) {
        ModelName name = section.required("name", "z-image-turbo", UNKNOWN, ModelName::new);
        String directory = section.required("directory", "/nas/z-image-turbo", "/", text -> text);
        List<String> includes = section.texts("include");
        List<String> excludes = section.texts("exclude");
        section.end();
        PathFilter filter = section.made("include", () -> new PathFilter(includes, excludes))
                .orElse(PathFilter.ALL);
        return new ModelSettings(name, directory, filter);
    }
}
