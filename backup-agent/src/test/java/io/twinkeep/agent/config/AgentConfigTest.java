package io.twinkeep.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setHome() {
        environment.put("HOME", folder.toString());
    }

    private AgentConfig read(Map<Setting, List<String>> options, Optional<Path> file) {
        return AgentConfig.read(options, file, environment);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("settings.yaml"), text);
    }

    @Test
    void anOptionWinsOverAVariableAndAVariableOverTheFile() throws IOException {
        Path file = file("model: from-file\nthreads: 3\nmemory: 512MiB\nupload-limit: 10MiB\n");
        environment.put("TWINKEEP_MODEL", "from-variable");
        environment.put("TWINKEEP_THREADS", "5");

        var config = read(Map.of(Setting.MODEL, List.of("from-option")), Optional.of(file));

        assertThat(config.model()).contains(new ModelName("from-option"));
        assertThat(config.threads()).isEqualTo(5);
        assertThat(config.memory()).isEqualTo(OptionalLong.of(512 << 20));
        assertThat(config.traffic().upload()).isEqualTo(OptionalLong.of(10 << 20));
    }

    @Test
    void tooLittleMemoryAndAnUnclearBackgroundAreToldWithTheRest() throws IOException {
        Path file = file("memory: 1\nthreads: 2\nmodel: No Model\n");
        environment.put("TWINKEEP_BACKGROUND", "maybe");

        assertThatThrownBy(() -> read(Map.of(), Optional.of(file)))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("3 settings are wrong")
                .hasMessageContaining("line 1: memory")
                .hasMessageContaining("TWINKEEP_BACKGROUND must be 1 or 0, is 'maybe'");
    }

    @Test
    void theUsualFileIsReadWhereItIs() throws IOException {
        Path usual = folder.resolve(".config/twinkeep/config.yaml");
        Files.createDirectories(usual.getParent());
        Files.writeString(usual, "model: usual\nkey-file: [a.key, b.key]\n");

        assertThat(read(Map.of(), Optional.empty()).model()).contains(new ModelName("usual"));
        assertThat(read(Map.of(), Optional.empty()).keyFiles()).containsExactly(Path.of("a.key"), Path.of("b.key"));
        environment.put("TWINKEEP_CONFIG", file("model: other\n").toString());
        assertThat(read(Map.of(), Optional.empty()).model()).contains(new ModelName("other"));
    }

    @Test
    void allProblemsAreToldTogetherEachWithItsPlace() throws IOException {
        Path file = file("reposiory: x\nthreads: zero\nmodel: [a, b]\ndownload-limit: fast\n");
        environment.put("TWINKEEP_REPOSITORY", "ftp://host");

        assertThatThrownBy(() -> read(Map.of(), Optional.of(file)))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("5 settings")
                .hasMessageContaining("line 1: unknown key 'reposiory'; did you mean 'repository'?")
                .hasMessageContaining("line 2: threads must be a number from 1 to 256, is 'zero'")
                .hasMessageContaining("line 3: 'model' takes one value")
                .hasMessageContaining("line 4: download-limit must be an amount of bytes")
                .hasMessageContaining("TWINKEEP_REPOSITORY: not a repository address");
    }

    @Test
    void whatIsNoYamlIsAProblemAndNoCrash() throws IOException {
        for (String text : List.of("a: [", "- x", "\t", "a: b: c", "model: x\nmodel: y\n", "? [a]\n: b\n", "&a [*a]")) {
            Path file = file(text);
            assertThatThrownBy(() -> read(Map.of(), Optional.of(file)))
                    .as(text)
                    .isInstanceOf(BadUsage.class)
                    .hasMessageContaining("settings.yaml");
        }
        assertThatThrownBy(() -> read(Map.of(), Optional.of(folder.resolve("none"))))
                .isInstanceOf(BadUsage.class);
        assertThat(read(Map.of(), Optional.of(file(""))).model()).isEmpty();
    }

    @Test
    void credentialsComeFromTheProfileThatWasAskedForElseTheEnvironment() throws IOException {
        Path aws = Files.createDirectory(folder.resolve(".aws"));
        Files.writeString(
                aws.resolve("credentials"),
                "[default]\naws_access_key_id=D\naws_secret_access_key=d\n"
                        + "[far]\naws_access_key_id=F\naws_secret_access_key=f\n");

        assertThat(access()).isEqualTo("D");
        environment.put("AWS_PROFILE", "far");
        assertThat(access()).isEqualTo("F");
        environment.put("AWS_ACCESS_KEY_ID", "E");
        environment.put("AWS_SECRET_ACCESS_KEY", "very-secret");
        assertThat(access()).isEqualTo("E");
        environment.put("TWINKEEP_PROFILE", "far");
        assertThat(access()).isEqualTo("F");
        assertThat(read(Map.of(), Optional.empty()).toString()).doesNotContain("very-secret");
    }

    private String access() {
        return read(Map.of(), Optional.empty()).s3().credentials().accessKey();
    }

    @Test
    void halfACredentialIsAProblem() {
        environment.put("AWS_ACCESS_KEY_ID", "E");

        assertThatThrownBy(() -> read(Map.of(), Optional.empty())).hasMessageContaining("AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void ratesAreReadAsPeopleWriteThem() {
        assertThat(ByteAmount.parse("500k")).isEqualTo(500_000);
        assertThat(ByteAmount.parse("1.5 MiB/s")).isEqualTo(3 << 19);
        assertThat(ByteAmount.parse("2GB")).isEqualTo(2_000_000_000L);
        for (String wrong : List.of("", "0", "MiB", "-1", "1e9", "10 bananas", "999999999999999999T")) {
            assertThatThrownBy(() -> ByteAmount.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
