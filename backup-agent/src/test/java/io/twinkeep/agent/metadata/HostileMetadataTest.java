package io.twinkeep.agent.metadata;

import static io.twinkeep.agent.metadata.TestImages.chunk;
import static io.twinkeep.agent.metadata.TestImages.concat;
import static io.twinkeep.agent.metadata.TestImages.latin1;
import static io.twinkeep.agent.metadata.TestImages.png;
import static io.twinkeep.agent.metadata.TestImages.pngWithout;
import static io.twinkeep.agent.metadata.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileMetadataTest {
    private static final List<String> SEEDS = List.of(
            "a1111.png",
            "a1111-compressed.png",
            "a1111.jpg",
            "a1111.webp",
            "comfy.png",
            "comfy.webp",
            "comfy-workflow.png",
            "label.png",
            "label.jpg",
            "label.webp",
            "a1111-exif.png");

    @TempDir
    Path directory;

    @Test
    void aBombIsNotInflated() throws IOException {
        byte[] bomb = TestImages.compressed("parameters", new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(100_000);

        ImageFacts facts = read(png(bomb, text("seed", "7")));

        assertThat(facts.problem().orElseThrow()).contains("inflates to more than");
        assertThat(facts.seed()).isPresent();
    }

    @Test
    void manyBombsTogetherStayInBounds() throws IOException {
        byte[] nearly = TestImages.compressed("parameters", new byte[(4 << 20) - 1]);
        byte[][] chunks = new byte[300][];
        Arrays.setAll(chunks, i -> nearly);

        assertThat(read(png(chunks)).problem().orElseThrow()).contains("too much metadata");
    }

    @Test
    void aChunkThatAnnouncesGigabytesAllocatesNothing() throws IOException {
        byte[] huge =
                ByteBuffer.allocate(20).putInt(0xffffffff).put(latin1("tEXt")).array();

        ImageFacts facts = read(pngWithout(concat(text("seed", "7"), huge)));

        assertThat(facts.problem().orElseThrow()).contains("more bytes than the file has");
        assertThat(facts.seed()).isPresent();
    }

    @Test
    void aDamagedChunkIsLeftOut() throws IOException {
        byte[] damaged = text("prompt", "a red fox");
        damaged[20] ^= 1;

        ImageFacts facts = read(png(damaged, text("seed", "7")));

        assertThat(facts.prompt()).isEmpty();
        assertThat(facts.seed()).isPresent();
        assertThat(facts.problem().orElseThrow()).contains("damaged");
    }

    @Test
    void aMegabyteOfWorkflowIsRead() throws IOException {
        String notes = "\"note\":\"" + "x".repeat(1 << 20) + "\"";
        String graph = "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":5,\"model\":1,\"positive\":1,%s}}}";

        assertThat(read(png(text("prompt", graph.formatted(notes)))).seed()).isPresent();
    }

    @Test
    void deepJsonIsRefusedWithoutUsingTheStack() throws IOException {
        String deep = "{\"a\":" + "[".repeat(1 << 20);

        assertThat(read(png(text("prompt", deep))).problem()).isPresent();
        assertThat(read(png(text("workflow", deep))).problem()).isPresent();
    }

    @Test
    void deepXmlIsReadWithoutUsingTheStack() throws IOException {
        assertThat(read(png(TestImages.xmp("<a>".repeat(1 << 20)))).problem()).isPresent();
    }

    @Test
    void longValuesDoNotUseTheStack() throws IOException {
        String quoted = "Steps: 1, Sampler: a, Seed: 2, X: \"" + "\\\"".repeat(500_000) + "\"";

        assertThat(read(png(text("parameters", quoted))).steps()).hasValue(1);
    }

    @Test
    void entitiesOfXmpAreNeitherFetchedNorUnfolded() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "{\"Label\":\"1\"}");
        String external = "<!DOCTYPE x [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]>"
                + "<x xmlns:T='http://www.tc260.org.cn/ns/AIGC/1.0/'><T:AIGC>&e;</T:AIGC></x>";
        var laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY e0 'ha'>");
        for (int i = 1; i < 40; i++) {
            laughs.append("<!ENTITY e%d '&e%d;&e%d;'>".formatted(i, i - 1, i - 1));
        }
        laughs.append("]><x>&e39;</x>");

        for (String packet : List.of(external, laughs.toString())) {
            ImageFacts facts = read(png(TestImages.xmp(packet)));
            assertThat(facts.extra()).doesNotContainKey("aigc_label");
            assertThat(facts.problem()).isPresent();
        }
    }

    @Test
    void xmpThatIsNoTextIsAProblemAndNothingIsPrinted() throws IOException {
        var printed = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        ImageFacts facts;
        try {
            facts = read(png(TestImages.xmp("<x>\u00ff</x>".getBytes(StandardCharsets.ISO_8859_1))));
        } finally {
            System.setErr(err);
        }

        assertThat(facts.problem().orElseThrow()).contains("not well-formed");
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void xmpIsReadInEveryFormOfUnicode() throws IOException {
        String packet = "<x xmlns:T='http://www.tc260.org.cn/ns/AIGC/1.0/'><T:AIGC>{\"Label\":\"1\"}</T:AIGC></x>";
        for (String form : List.of("UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
            for (String text : List.of(packet, "\uFEFF" + packet)) {
                ImageFacts facts = read(png(TestImages.xmp(text.getBytes(Charset.forName(form)))));

                assertThat(facts.problem()).as(form).isEmpty();
                assertThat(facts.extra()).as(form).containsKey("aigc_label");
            }
        }
    }

    @Test
    void anExifDirectoryThatPointsAnywhereIsAProblem() throws IOException {
        var exif = ByteBuffer.allocate(40)
                .put(latin1("MM"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1);
        exif.putShort((short) 0x9286)
                .putShort((short) 7)
                .putInt(Integer.MAX_VALUE)
                .putInt(26);

        assertThat(read(png(chunk("eXIf", exif.array()))).problem().orElseThrow())
                .contains("EXIF");
    }

    @Test
    void aFileOfEmptyChunksIsLeft() throws IOException {
        byte[] empty = chunk("abCd", new byte[0]);
        var all = ByteBuffer.allocate(empty.length * 200_001);
        while (all.hasRemaining()) {
            all.put(empty);
        }

        assertThat(read(pngWithout(all.array())).problem().orElseThrow()).contains("chunks");
    }

    @Test
    void problemsNeverQuoteTheMetadata() throws IOException {
        for (String keyword : List.of("prompt", "workflow", "AIGC", "parameters")) {
            ImageFacts facts = read(png(text(keyword, "{\"secret fox\": tru")));
            assertThat(facts.problem().orElse("")).doesNotContain("fox");
        }
    }

    @Test
    void everyPrefixOfEveryImageIsRead() throws IOException {
        for (String name : SEEDS) {
            byte[] image = TestImages.read(name);
            for (int length = 0; length < image.length; length += 1 + length / 60) {
                quiet(Arrays.copyOf(image, length), name + " cut to " + length);
            }
        }
    }

    @Test
    void imagesWithFlippedBytesAreRead() throws IOException {
        for (int round = 0; round < 1500; round++) {
            var random = new Random(round);
            byte[] image = TestImages.read(SEEDS.get(random.nextInt(SEEDS.size())));
            for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                image[random.nextInt(image.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
            }
            quiet(image, "round " + round);
        }
    }

    /** Checksums keep most flips from the readers of PNG text, so these get them behind the checksum. */
    @Test
    void textsWithFlippedCharactersAreRead() throws IOException {
        List<String> texts = List.of(
                textOf("comfy.png", "prompt"), textOf("comfy.png", "workflow"), textOf("a1111.png", "parameters"));
        List<String> keywords = List.of("prompt", "workflow", "parameters", "AIGC");
        for (int round = 0; round < 1500; round++) {
            var random = new Random(round);
            var text = new StringBuilder(texts.get(random.nextInt(texts.size())));
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                text.setCharAt(random.nextInt(text.length()), "\"{}[]:,\\0x1-.".charAt(random.nextInt(13)));
            }
            quiet(png(text(keywords.get(random.nextInt(4)), text.toString())), "round " + round);
        }
    }

    private String textOf(String name, String keyword) throws IOException {
        var carried = new Carried();
        try (var bytes = ImageBytes.open(TestImages.file(name))) {
            new PngWalk(bytes, carried).walk();
        }
        return carried.texts().get(keyword);
    }

    /** Neither an exception nor the last line of defence, which would hide one. */
    private void quiet(byte[] image, String what) throws IOException {
        // A name of its own: some file systems sync a file that is truncated and written again.
        Path file = Files.write(directory.resolve(what), image);
        ImageFacts facts = ImageMetadata.read(file, Optional.of(file));
        assertThat(facts.problem().orElse("")).as(what).doesNotContain("upset");
        ImageFile.isWhole(file);
        Files.delete(file);
    }

    private ImageFacts read(byte[] image) throws IOException {
        return ImageMetadata.read(Files.write(directory.resolve("image"), image), Optional.empty());
    }
}
