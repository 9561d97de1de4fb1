package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.ObjectKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryAddressTest {
    @Test
    void bucketsWithAndWithoutPrefixAreRead() {
        assertThat(RepositoryAddress.parse("s3:http://127.0.0.1:9000/models/team/a"))
                .isEqualTo(new RepositoryAddress.Bucket(
                        URI.create("http://127.0.0.1:9000"), "models", Optional.of(new ObjectKey("team/a"))));
        assertThat(RepositoryAddress.parse("s3:https://s3.example.com/models/"))
                .isEqualTo(
                        new RepositoryAddress.Bucket(URI.create("https://s3.example.com"), "models", Optional.empty()));
    }

    @Test
    void directoriesAreMadeAbsolute() {
        assertThat(RepositoryAddress.parse("/srv/backup/../models"))
                .isEqualTo(new RepositoryAddress.Directory(Path.of("/srv/models")));
        assertThat(RepositoryAddress.parse("file:///srv/models"))
                .isEqualTo(new RepositoryAddress.Directory(Path.of("/srv/models")));
        assertThat(RepositoryAddress.parse("file:/srv/models"))
                .isEqualTo(new RepositoryAddress.Directory(Path.of("/srv/models")));
        assertThat(RepositoryAddress.parse("models"))
                .isEqualTo(new RepositoryAddress.Directory(Path.of("models").toAbsolutePath()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:http://h:9000/models/team/a", "s3:https://h/models", "file:/srv/models"})
    void anAddressPrintsAsItIsRead(String text) {
        assertThat(RepositoryAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s3:",
                "s3://bucket/prefix",
                "s3:bucket",
                "s3:ftp://host/bucket",
                "s3:https://host",
                "s3:https://host/",
                "s3:https://host/ab",
                "s3:https://host/UPPER",
                "s3:https://host/bucket//x",
                "s3:https://host/bucket/../x",
                "s3:https://host/bucket/a%20b",
                "s3:https://host/bucket?x=1",
                "s3:https://host/bucket#x",
                "s3:https://ho st/bucket",
                "file:",
                "file://host/dir",
                "sftp://host/dir",
                "https://host/bucket",
                "gs:bucket"
            })
    void anythingElseIsBadUsageThatSaysWhatToWrite(String text) {
        assertThatThrownBy(() -> RepositoryAddress.parse(text))
                .isInstanceOfSatisfying(
                        BadUsage.class, failure -> assertThat(failure.next()).contains("s3:https://HOST/BUCKET"));
    }

    @Test
    void credentialsInAnAddressAreRefusedAndNotRepeated() {
        assertThatThrownBy(() -> RepositoryAddress.parse("s3:https://key:secret@host/bucket"))
                .isInstanceOf(BadUsage.class)
                .hasMessageNotContaining("secret");
    }
}
