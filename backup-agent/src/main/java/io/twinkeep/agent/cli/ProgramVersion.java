package io.twinkeep.agent.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest tells. */
final class ProgramVersion implements IVersionProvider {
    static String text() {
        return "twinkeep " + version() + ", Java " + Runtime.version();
    }

    static Map<String, Object> fields() {
        return Answer.fields(
                "program", "twinkeep",
                "version", version(),
                "java", Runtime.version().toString());
    }

    static String version() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return Optional.ofNullable(version).orElse("(unpacked)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }
}
