package io.twinkeep.agent.outputs;

import io.twinkeep.agent.cache.SettledImage;
import io.twinkeep.agent.metadata.ImageFacts;
import io.twinkeep.agent.metadata.ImageMetadata;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes the generation record of an image. Thread-safe if the supplier is. */
public final class GenerationRecords {
    private final String region;
    private final PromptPolicy prompts;
    private final ImportanceRules importance;
    private final Supplier<Optional<ServedModel>> served;

    /** @param served asked for each image; what it says holds for images that name no model */
    public GenerationRecords(
            String region, PromptPolicy prompts, ImportanceRules importance, Supplier<Optional<ServedModel>> served) {
        this.region = region;
        this.prompts = prompts;
        this.importance = importance;
        this.served = served;
    }

    /** Reads the image's metadata; never fails for what it holds. */
    public GenerationRecord record(SettledImage image) {
        ImageFacts facts = ImageMetadata.read(image.file(), image.sidecar());
        Optional<ServedModel> serving = served.get();
        return new GenerationRecord(
                region,
                image.path(),
                image.digest(),
                image.bytes(),
                facts.made().orElse(image.modified()),
                facts.model().or(() -> serving.map(ServedModel::name)),
                facts.version().or(() -> servedVersion(facts, serving)),
                facts.seed(),
                facts.steps(),
                facts.guidance(),
                facts.sampler(),
                facts.width(),
                facts.height(),
                facts.prompt().filter(text -> prompts.keepsText()),
                facts.negativePrompt().filter(text -> prompts.keepsText()),
                facts.prompt().filter(text -> prompts.keepsDigest()).map(GenerationRecords::digest),
                importance.isImportant(image.path(), image.digest(), facts),
                Optional.empty(),
                extra(facts));
    }

    /** An image that names another model was not made by the version that is served. */
    private static Optional<Sha256> servedVersion(ImageFacts facts, Optional<ServedModel> serving) {
        return serving.filter(s -> facts.model().map(s.name()::equals).orElse(true))
                .flatMap(ServedModel::version);
    }

    private SortedMap<String, String> extra(ImageFacts facts) {
        SortedMap<String, String> extra = new TreeMap<>();
        if (prompts.keepsText()) {
            extra.putAll(facts.quoted());
        }
        extra.putAll(facts.extra());
        return extra;
    }

    private static Sha256 digest(String prompt) {
        return Sha256.of(prompt.getBytes(StandardCharsets.UTF_8));
    }
}
