package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which files are images, which sidecar belongs to one, and whether it was written to its end. */
public final class ImageFile {
    private static final Set<String> ENDINGS = Set.of("png", "apng", "jpg", "jpeg", "webp");

    // With fewer, a WebP can't be told from anything else, and nothing is a picture.
    private static final int FEWEST_BYTES = 12;

    private ImageFile() {}

    /** By name: hidden files and those of other endings are somebody's work in progress. */
    public static boolean isImage(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                && !name.startsWith(".")
                && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Names that an image's sidecar may have: {@code a.png.json}, then {@code a.json}. */
    public static List<Path> sidecarNames(Path image) {
        String name = image.getFileName().toString();
        String stem = name.substring(0, Math.max(name.lastIndexOf('.'), 0));
        return List.of(image.resolveSibling(name + ".json"), image.resolveSibling(stem + ".json"));
    }

    /** The sidecar that is there now, a regular file. */
    public static Optional<Path> sidecar(Path image) {
        return sidecarNames(image).stream()
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst();
    }

    /** The images that are there now and that this file is a sidecar of; none if it is no JSON file. */
    public static List<Path> imagesOf(Path sidecar) {
        String name = sidecar.getFileName().toString();
        if (name.startsWith(".") || !name.endsWith(".json")) {
            return List.of();
        }
        String stem = name.substring(0, name.length() - ".json".length());
        return Stream.concat(Stream.of(stem), ENDINGS.stream().map(ending -> stem + "." + ending))
                .map(sidecar::resolveSibling)
                .filter(image -> isImage(image) && Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Whether the picture has its end; of unknown containers nobody can tell, so they count as whole. */
    public static boolean isWhole(Path image) throws IOException {
        try (var bytes = ImageBytes.open(image)) {
            return switch (ImageType.of(bytes)) {
                case PNG -> new PngWalk(bytes, new Carried()).walk();
                case JPEG -> JpegWalk.isWhole(bytes);
                case WEBP -> WebpWalk.isWhole(bytes);
                case OTHER -> bytes.size() >= FEWEST_BYTES;
            };
        } catch (Cut e) {
            return false;
        }
    }
}
