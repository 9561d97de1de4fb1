package io.twinkeep.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSettingsTest {
    private static final String SMALL = """
            region: eu-1
            state: /tmp/state
            repository: { address: /backups/zimage, key-file: /etc/k }
            models: [{ name: z-image-turbo, directory: /nas/z }]
            """;

    @TempDir
    Path folder;

    private AgentSettings read(String text, Map<String, String> environment) throws IOException {
        return AgentSettings.read(Files.writeString(folder.resolve("agent.yaml"), text), environment);
    }

    private AgentSettings read(String text) throws IOException {
        return read(text, Map.of());
    }

    @Test
    void theExampleIsRightAndSaysEverything() {
        AgentSettings settings = AgentSettings.read(Path.of("deploy/agent.yaml"), Map.of());

        assertThat(settings.repository().credentials()).hasSize(3);
        assertThat(settings.mirrors())
                .singleElement()
                .extracting(RepositorySettings::name)
                .isEqualTo("us-1");
        assertThat(settings.outputs().orElseThrow().important().sampleRate()).isEqualTo(0.01);
        assertThat(settings.database().orElseThrow().config().tls()).containsEntry("sslmode", "verify-full");
        assertThat(settings.following().orElseThrow().prewarm().orElseThrow().timeout())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.schedule().plans()).hasSize(JobName.values().length);
    }

    /** A job that opened a store with a limit of its own would take the rate once more. */
    @Test
    void allStoresOfTheProcessShareOneLimit() throws IOException {
        AgentSettings settings = read(SMALL + "limits: { upload: 1MiB, download: 2MiB }\n");

        var traffic = settings.task(StorePurpose.WRITE).traffic();
        assertThat(traffic.upload()).hasValue(1 << 20);
        assertThat(traffic.download()).hasValue(2 << 20);
        for (StorePurpose purpose : StorePurpose.values()) {
            assertThat(settings.task(purpose).traffic()).isSameAs(traffic);
        }
    }

    @Test
    void aFewLinesAreEnough() throws IOException {
        AgentSettings settings = read(SMALL);

        assertThat(settings.schedule().plans()).hasSize(JobName.values().length);
        assertThat(settings.database()).isEmpty();
        assertThat(settings.http()).isEmpty();
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLineAndAHint() {
        assertThatThrownBy(() -> read("""
                regoin: eu-1
                state: /tmp/state
                repository:
                  address: ftp://nowhere
                  credentials:
                    wirte: { profile: w }
                models:
                  - name: Z Image
                    directory: /nas/z
                database:
                  hosts: [db1]
                  login: eu1
                  password: hunter2
                watch: { settle: soon }
                schedule: { full: nightly, ful: 0 3 * * 0 }
                outputs: { directory: /o, prompts: hased, evict: { high: 1GiB, low: 2GiB } }
                http: 0.0.0.0:9464
                keep: { verify-percent: 150 }
                """))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("line 1: unknown key 'regoin'; did you mean 'region'?")
                .hasMessageContaining("region is missing")
                .hasMessageContaining("line 4: repository.address")
                .hasMessageContaining("line 3: repository.key-file is missing")
                .hasMessageContaining("line 6: unknown key 'repository.credentials.wirte'; did you mean 'write'?")
                .hasMessageContaining("line 8: models.name")
                .hasMessageContaining("line 13: database.password is a secret, which does not belong into this file")
                .hasMessageContaining("line 14: watch.settle")
                .hasMessageContaining("line 15: schedule.full must be a cron expression")
                .hasMessageContaining("line 15: unknown key 'schedule.ful'; did you mean 'full'?")
                .hasMessageContaining("line 16: outputs.prompts must be one of [stored, hashed, omitted]")
                .hasMessageContaining("did you mean 'hashed'?")
                .hasMessageContaining("line 16: outputs.evict.low")
                .hasMessageContaining("line 17: http must be on the loopback interface")
                .hasMessageContaining("line 18: keep.verify-percent must be a number from 0 to 100");
    }

    @Test
    void secretsComeFromFilesAndVariablesAreReadAnewAndNeverPrinted() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
        AgentSettings settings = read(
                SMALL.replace(
                                "/backups/zimage,",
                                "'s3:https://s3.example.com/bucket/p', credentials: { write: { access-key: AK,"
                                        + " secret-key-file: " + secret + " } },")
                        + "database: { hosts: [db1], login: eu1, password-variable: DB_PASSWORD }\n",
                Map.of("DB_PASSWORD", "swordfish"));

        assertThat(settings.database().orElseThrow().password().get()).isEqualTo("swordfish");
        assertThat(settings.task(StorePurpose.WRITE).s3().credentials().secretKey())
                .isEqualTo("hunter2");
        Files.writeString(secret, "rotated");
        assertThat(settings.task(StorePurpose.WRITE).s3().credentials().secretKey())
                .isEqualTo("rotated");
        assertThat(settings.toString())
                .contains("*** from variable DB_PASSWORD")
                .doesNotContain("swordfish", "hunter2", "rotated");
    }

    @Test
    void aVariableThatIsNotSetAndAnEmptyFileAreTold() {
        assertThatThrownBy(() -> read(SMALL + "database: { hosts: [db1], login: eu1, password-variable: NO }\n"))
                .hasMessageContaining("line 5: database.password-variable names NO, which is not set");
        assertThatThrownBy(() -> read(""))
                .hasMessageContaining("region is missing")
                .hasMessageContaining("models is missing");
        assertThatThrownBy(() -> read("- a list")).hasMessageContaining("line 1: the file takes lines like");
    }

    @Test
    void aJobCanBeTurnedOff() throws IOException {
        assertThat(read(SMALL + "schedule: { prune: none }\n")
                        .schedule()
                        .plans()
                        .get("prune")
                        .cron())
                .isEmpty();
    }

    @Test
    void whatFollowingNeedsOfOtherSectionsIsTold() {
        String two = SMALL.replace("models: [", "models: [{ name: other, directory: /nas/o }, ");

        assertThatThrownBy(() -> read(two + "following: { directory: /nas/z/twin, from: us-1, poll: 0s }\n"))
                .hasMessageContaining("line 5: following.from must be 'repository' or a mirror's name, is 'us-1'")
                .hasMessageContaining("line 5: following.directory needs '{model}' where there are several models")
                .hasMessageContaining("line 5: following.directory must not be in /nas/z")
                .hasMessageContaining("following.alias is read from the database")
                .hasMessageContaining("line 5: following.poll must be 1s or more");
    }

    @Test
    void latestNeedsNoDatabaseAndEachModelHasItsPlace() throws IOException {
        FollowSettings following = read(SMALL + "following: { alias: latest, directory: '/nas/{model}-twin' }\n")
                .following()
                .orElseThrow();

        assertThat(following.followsLatest()).isTrue();
        assertThat(following.directoryOf(new ModelName("z-image-turbo"))).isEqualTo(Path.of("/nas/z-image-turbo-twin"));
    }
}
