package io.twinkeep.agent.outputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.cache.SettledImage;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationRecordsTest {
    private static final Path IMAGE = Path.of("src/test/resources/images/a1111.png");
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sha256 VERSION = Sha256.of(new byte[] {9});
    private static final String PROMPT = "a red fox, snow\nsecond line";

    @Test
    void aRecordSaysWhatTheImageTellsAndWhereItLies() throws IOException {
        GenerationRecord record = record(PromptPolicy.STORED, Optional.empty());

        assertThat(record.region()).isEqualTo("us-1");
        assertThat(record.path()).isEqualTo("2026/a1111.png");
        assertThat(record.output()).isEqualTo(Sha256.of(Files.readAllBytes(IMAGE)));
        assertThat(record.made()).isEqualTo(MODIFIED);
        assertThat(record.prompt()).contains(PROMPT);
        assertThat(record.promptDigest()).contains(Sha256.of(PROMPT.getBytes(StandardCharsets.UTF_8)));
        assertThat(record.extra()).containsKey("hires_prompt");
        assertThat(record.important()).isTrue();
    }

    @Test
    void hashedPromptsLeaveTheirDigestAloneAndNoWordElsewhere() throws IOException {
        GenerationRecord record = record(PromptPolicy.HASHED, Optional.empty());

        assertThat(record.prompt()).isEmpty();
        assertThat(record.negativePrompt()).isEmpty();
        assertThat(record.promptDigest()).contains(Sha256.of(PROMPT.getBytes(StandardCharsets.UTF_8)));
        assertThat(record.toString()).doesNotContain("fox").doesNotContain("blurry");
        assertThat(record.extra()).containsEntry("schedule_type", "Simple");
    }

    @Test
    void omittedPromptsLeaveNothing() throws IOException {
        GenerationRecord record = record(PromptPolicy.OMITTED, Optional.empty());

        assertThat(record.promptDigest()).isEmpty();
        assertThat(record.toString()).doesNotContain("fox");
    }

    @Test
    void theServedVersionIsThatOfImagesThatNameItsModelOrNone() throws IOException {
        var same = new ServedModel("z_image_turbo_bf16", Optional.of(VERSION));
        var other = new ServedModel("flux", Optional.of(VERSION));

        assertThat(record(PromptPolicy.STORED, Optional.of(same)).version()).contains(VERSION);
        assertThat(record(PromptPolicy.STORED, Optional.of(other)).version()).isEmpty();
    }

    private static GenerationRecord record(PromptPolicy policy, Optional<ServedModel> served) throws IOException {
        var image = new SettledImage(
                IMAGE,
                "2026/a1111.png",
                Files.size(IMAGE),
                MODIFIED,
                Sha256.of(Files.readAllBytes(IMAGE)),
                Optional.empty(),
                true);
        return new GenerationRecords("us-1", policy, ImportanceRules.ALL, () -> served).record(image);
    }
}
