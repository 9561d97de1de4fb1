package io.twinkeep.agent.metadata;

import static io.twinkeep.agent.metadata.TestImages.chunk;
import static io.twinkeep.agent.metadata.TestImages.file;
import static io.twinkeep.agent.metadata.TestImages.png;
import static io.twinkeep.agent.metadata.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageMetadataTest {
    private static final BigInteger LARGEST_SEED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "a1111.png, a red fox",
        "a1111-compressed.png, a red fox",
        "a1111-chinese.png, 雪地里的红狐狸",
        "a1111-exif.png, 雪地里的红狐狸",
        "a1111.jpg, 雪地里的红狐狸",
        "a1111.webp, 雪地里的红狐狸"
    })
    void whatA1111WritesIsReadFromEveryContainer(String name, String fox) {
        ImageFacts facts = read(name);

        assertThat(facts.prompt()).contains(fox + ", snow\nsecond line");
        assertThat(facts.negativePrompt()).contains("blurry, low quality");
        assertThat(facts.steps()).hasValue(9);
        assertThat(facts.sampler()).contains("Euler a");
        assertThat(facts.guidance()).contains(1.5);
        assertThat(facts.seed()).contains(LARGEST_SEED);
        assertThat(facts.model()).contains("z_image_turbo_bf16");
        assertThat(facts.extra()).containsEntry("schedule_type", "Simple").containsEntry("version", "v1.10.1");
        assertThat(facts.quoted()).containsEntry("hires_prompt", "a fox, \"closer\"");
        assertThat(facts.width()).hasValue(16);
        assertThat(facts.height()).hasValue(8);
        assertThat(facts.problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"comfy.png", "comfy.webp"})
    void aComfyGraphIsFollowedFromTheSamplerAlongItsLinks(String name) {
        ImageFacts facts = read(name);

        assertThat(facts.seed()).contains(BigInteger.valueOf(1125899906842624L));
        assertThat(facts.steps()).hasValue(9);
        assertThat(facts.guidance()).contains(1.0);
        assertThat(facts.sampler()).contains("res_multistep");
        assertThat(facts.model()).contains("z_image_turbo_bf16");
        assertThat(facts.prompt()).contains("雪地里的红狐狸, NaN is a word here");
        assertThat(facts.negativePrompt()).as("zeroed out").isEmpty();
        assertThat(facts.extra()).containsEntry("loras", "ink").containsEntry("scheduler", "simple");
        assertThat(facts.problem()).isEmpty();
    }

    @Test
    void withoutTheGraphTheEditorsWorkflowTellsTheSame() {
        ImageFacts facts = read("comfy-workflow.png");

        assertThat(facts.seed()).contains(BigInteger.valueOf(77));
        assertThat(facts.steps()).hasValue(9);
        assertThat(facts.sampler()).contains("euler");
        assertThat(facts.prompt()).contains("a red fox");
        assertThat(facts.negativePrompt()).contains("blurry");
        assertThat(facts.model()).contains("z_image_turbo_bf16");
    }

    @Test
    void samplersMadeOfPartsAreReadFromTheirParts() throws IOException {
        String graph = """
                {"1":{"class_type":"SamplerCustomAdvanced","inputs":{"noise":["2",0],"guider":["3",0],"sampler":["4",0],
                  "sigmas":["5",0],"latent_image":["9",0]}},
                 "2":{"class_type":"RandomNoise","inputs":{"noise_seed":18446744073709551615}},
                 "3":{"class_type":"CFGGuider","inputs":{"cfg":3.5,"model":["6",0],"positive":["10",0],"negative":["10",1]}},
                 "4":{"class_type":"KSamplerSelect","inputs":{"sampler_name":"euler"}},
                 "5":{"class_type":"BasicScheduler","inputs":{"scheduler":"beta","steps":8,"denoise":1,"model":["6",0]}},
                 "6":{"class_type":"UnetLoaderGGUF","inputs":{"unet_name":"sub\\\\z-image-Q8_0.gguf"}},
                 "7":{"class_type":"CLIPTextEncode","inputs":{"text":"yes","clip":["8",0]}},
                 "11":{"class_type":"CLIPTextEncode","inputs":{"text":"no","clip":["8",0]}},
                 "10":{"class_type":"ControlNetApplyAdvanced","inputs":{"positive":["7",0],"negative":["11",0]}}}""";

        ImageFacts facts = read(png(text("prompt", graph)));

        assertThat(facts.seed()).contains(LARGEST_SEED);
        assertThat(facts.steps()).hasValue(8);
        assertThat(facts.guidance()).contains(3.5);
        assertThat(facts.model()).contains("z-image-Q8_0");
        assertThat(facts.prompt()).contains("yes");
        assertThat(facts.negativePrompt()).contains("no");
    }

    @Test
    void linksThatRunInCirclesEnd() throws IOException {
        String graph = """
                {"1":{"class_type":"KSampler","inputs":{"seed":["2",0],"steps":["1",0],"model":["3",0],
                  "positive":["4",0],"negative":["1",0]}},
                 "2":{"class_type":"A","inputs":{"value":["2",0]}},
                 "3":{"class_type":"B","inputs":{"model":["3",0]}},
                 "4":{"class_type":"C","inputs":{"positive":["4",0],"negative":["4",1]}}}""";

        assertThat(read(png(text("prompt", graph))).seed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"label.png", "label.jpg", "label.webp"})
    void theLabelOfGb45438IsReadFromXmp(String name) {
        assertThat(read(name).extra())
                .containsEntry("aigc_label", "1")
                .containsEntry("aigc_content_producer", "001191110102MACQD9K64010000")
                .containsEntry("aigc_produce_id", "p-1");
    }

    @Test
    void theLabelIsReadAsAttributeAndAsPngTextAndBehindTheEnd() throws IOException {
        String attribute = "<x xmlns:T='http://www.tc260.org.cn/ns/AIGC/1.0/' T:AIGC='{\"Label\":\"2\"}'/>";

        assertThat(read(png(TestImages.xmp(attribute))).extra()).containsEntry("aigc_label", "2");
        assertThat(read(png(text("AIGC", "{\"AIGC\":{\"Label\":\"3\"}}"))).extra())
                .containsEntry("aigc_label", "3");
        byte[] appended = TestImages.concat(png(), text("AIGC", "{\"Label\":\"1\"}"));
        assertThat(read(appended).extra()).containsEntry("aigc_label", "1");
    }

    @Test
    void anImageThatSaysNothingHasItsSizeOnly() {
        ImageFacts facts = read("plain.png");

        assertThat(facts.width()).hasValue(16);
        assertThat(facts.prompt()).isEmpty();
        assertThat(facts.extra()).isEmpty();
    }

    @Test
    void theSidecarIsBelievedBeforeTheImage() throws IOException {
        Path sidecar = Files.writeString(directory.resolve("a.json"), """
                {"twinkeep_sidecar":1,"made":"2026-01-31T13:00:00.000001+01:00","model":"z-image-turbo","seed":"18446744073709551615",
                 "version":"%s","prompt":"told by hand","important":true,"extra":{"customer":"4711","batch":3},"mood":"calm"}""".formatted("ab".repeat(32)));

        ImageFacts facts = ImageMetadata.read(file("comfy.png"), Optional.of(sidecar));

        assertThat(facts.made()).contains(Instant.parse("2026-01-31T12:00:00.000001Z"));
        assertThat(facts.model()).contains("z-image-turbo");
        assertThat(facts.seed()).contains(LARGEST_SEED);
        assertThat(facts.version().orElseThrow()).hasToString("ab".repeat(32));
        assertThat(facts.prompt()).contains("told by hand");
        assertThat(facts.steps()).as("told by the image alone").hasValue(9);
        assertThat(facts.important()).isTrue();
        assertThat(facts.extra()).containsEntry("customer", "4711").containsEntry("batch", "3");
        assertThat(facts.quoted()).containsEntry("mood", "calm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seed\":-1}",
                "{\"seed\":18446744073709551616}",
                "{\"seed\":1.5}",
                "{\"steps\":0}",
                "{\"guidance\":\"high\"}",
                "{\"made\":\"yesterday\"}",
                "{\"version\":\"v2\"}",
                "{\"prompt\":[]}",
                "{\"extra\":7}",
                "{\"twinkeep_sidecar\":2,\"seed\":1}",
                "{\"seed\":1,\"seed\":2}",
                "[1]",
                "",
                "{"
            })
    void aSenselessSidecarIsAProblemAndCostsNothingElse(String json) throws IOException {
        Path sidecar = Files.writeString(directory.resolve("a.json"), json);

        ImageFacts facts = ImageMetadata.read(file("a1111.png"), Optional.of(sidecar));

        assertThat(facts.problem()).isPresent();
        assertThat(facts.seed()).contains(LARGEST_SEED);
        assertThat(facts.prompt()).isPresent();
    }

    @Test
    void plainScriptsThatWriteOneTextPerFactAreUnderstood() throws IOException {
        ImageFacts facts = read(png(
                text("prompt", "a red fox"),
                text("seed", "7"),
                text("num_inference_steps", "9"),
                text("guidance_scale", "0.0"),
                text("Title", "fox")));

        assertThat(facts.prompt()).contains("a red fox");
        assertThat(facts.seed()).contains(BigInteger.valueOf(7));
        assertThat(facts.steps()).hasValue(9);
        assertThat(facts.quoted()).containsEntry("png.title", "fox");
    }

    @Test
    void textIsMadeFitForDatabases() throws IOException {
        ImageFacts facts = read(png(text("prompt", "a\0b"), chunk("caBX", new byte[8])));

        assertThat(facts.prompt()).contains("a\uFFFDb");
        assertThat(facts.extra()).containsEntry("c2pa", "present");
    }

    private static ImageFacts read(String name) {
        return ImageMetadata.read(file(name), Optional.empty());
    }

    private ImageFacts read(byte[] image) throws IOException {
        return ImageMetadata.read(Files.write(directory.resolve("image"), image), Optional.empty());
    }
}
