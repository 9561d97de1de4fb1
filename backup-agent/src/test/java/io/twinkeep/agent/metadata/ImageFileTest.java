package io.twinkeep.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"a1111.png", "a1111.jpg", "a1111.webp"})
    void anImageIsWholeOnlyWithItsLastByte(String name) throws IOException {
        byte[] image = TestImages.read(name);
        Path file = directory.resolve(name);

        for (int length = 0; length < image.length; length++) {
            Files.write(file, Arrays.copyOf(image, length));
            assertThat(ImageFile.isWhole(file)).as("%s cut to %d", name, length).isFalse();
        }
        Files.write(file, image);
        assertThat(ImageFile.isWhole(file)).isTrue();
    }

    @Test
    void imagesAreKnownByTheirNames() {
        assertThat(ImageFile.isImage(Path.of("a/b.PNG"))).isTrue();
        assertThat(ImageFile.isImage(Path.of("a/b.webp"))).isTrue();
        assertThat(ImageFile.isImage(Path.of("a/.b.png"))).isFalse();
        assertThat(ImageFile.isImage(Path.of("a/b.png.tmp"))).isFalse();
        assertThat(ImageFile.isImage(Path.of("a/png"))).isFalse();
    }

    @Test
    void theLongerNameOfASidecarGoesFirst() throws IOException {
        Path image = Files.write(directory.resolve("a.png"), new byte[1]);
        Path other = Files.writeString(directory.resolve("a.json"), "{}");
        assertThat(ImageFile.sidecar(image)).contains(other);

        Path own = Files.writeString(directory.resolve("a.png.json"), "{}");

        assertThat(ImageFile.sidecar(image)).contains(own);
        assertThat(ImageFile.imagesOf(own)).containsExactly(image);
        assertThat(ImageFile.imagesOf(other)).containsExactly(image);
    }
}
