package io.twinkeep.agent.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest tells. */
final class ProgramVersion implements IVersionProvider {
    static String text() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return "twinkeep " + Optional.ofNullable(version).orElse("(unpacked)") + ", Java " + Runtime.version();
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }
}
