package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what an image tells about its making. Thread-safe; holds some 100 MB at most while it reads a hostile image. */
public final class ImageMetadata {
    private ImageMetadata() {}

    /**
     * What is known, from the sidecar before PNG text before EXIF and XMP. Never throws for what the files hold: what
     * can't be read is told by {@link ImageFacts#problem()}.
     *
     * @param sidecar the JSON file beside the image, if there is one: see {@link ImageFile#sidecar}
     */
    public static ImageFacts read(Path image, Optional<Path> sidecar) {
        var facts = new Facts();
        guarded("the sidecar", facts, () -> sidecar.ifPresent(file -> Sidecar.read(file, facts)));
        guarded("the image", facts, () -> image(image, facts));
        return facts.done();
    }

    private static void image(Path image, Facts facts) {
        var carried = new Carried();
        try (var bytes = ImageBytes.open(image)) {
            walk(bytes, carried);
        } catch (Cut e) {
            facts.problem(e.getMessage());
        } catch (IOException e) {
            facts.problem("the image could not be read");
        }
        facts.size(carried.width(), carried.height());
        carried.flags().forEach(flag -> facts.extra(flag, "present"));
        // PNG text first, then what EXIF adds to the same keywords, then XMP.
        guarded("its text", facts, () -> Keywords.read(carried.texts(), facts));
        var more = new Carried();
        guarded("its EXIF", facts, () -> {
            carried.exif().forEach(block -> ExifText.read(block, more, facts));
            Keywords.read(more.texts(), facts);
        });
        guarded("its XMP", facts, () -> carried.xmp().forEach(packet -> XmpLabel.read(packet, facts)));
        carried.problems().forEach(facts::problem);
        more.problems().forEach(facts::problem);
    }

    private static void walk(ImageBytes bytes, Carried carried) throws IOException {
        switch (ImageType.of(bytes)) {
            case PNG -> {
                if (!new PngWalk(bytes, carried).walk()) {
                    carried.problem("the PNG has no end");
                }
            }
            case JPEG -> JpegWalk.walk(bytes, carried);
            case WEBP -> new WebpWalk(bytes, carried).walk();
            case OTHER -> {}
        }
    }

    /** The last line of defence: a record is worth more than the reason why a stranger's bytes upset a reader of them. */
    private static void guarded(String what, Facts facts, Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            facts.problem(what + " upset the reader (" + e.getClass().getSimpleName() + ")");
        }
    }
}
