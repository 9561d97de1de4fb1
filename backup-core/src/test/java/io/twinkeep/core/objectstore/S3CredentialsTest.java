package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3CredentialsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("credentials"), """
                # the usual file
                [default]
                aws_access_key_id = AKDEFAULT
                aws_secret_access_key=abc/def+ghi==

                [eu-2]
                  aws_access_key_id=AKEU
                  aws_secret_access_key = s3cret
                ; a comment = not a value
                  aws_session_token = token==
                [half]
                aws_access_key_id=AKHALF
                [blank]
                aws_access_key_id=AK BLANK
                aws_secret_access_key=x
                """);
    }

    @Test
    void profilesAreRead() {
        assertThat(S3Credentials.fromProfileFile(file, "default"))
                .isEqualTo(new S3Credentials("AKDEFAULT", "abc/def+ghi=="));
        assertThat(S3Credentials.fromProfileFile(file, "eu-2"))
                .isEqualTo(new S3Credentials("AKEU", "s3cret", Optional.of("token==")));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> S3Credentials.fromProfileFile(file, "half"))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("'half'")
                .hasMessageContaining("aws_secret_access_key");
        assertThatThrownBy(() -> S3Credentials.fromProfileFile(file, "nobody"))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("'nobody'");
        assertThatThrownBy(() -> S3Credentials.fromProfileFile(folder.resolve("none"), "default"))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> S3Credentials.fromProfileFile(file, "blank")).isInstanceOf(BadUsage.class);
    }

    @Test
    void secretsAreNeverPrinted() {
        var credentials = new S3Credentials("AKEU", "s3cret", Optional.of("token=="));

        assertThat(credentials.toString()).contains("AKEU").doesNotContain("s3cret", "token");
        assertThat(StoreSettings.DEFAULT.withCredentials(credentials).toString())
                .doesNotContain("s3cret", "token");
    }
}
