package io.twinkeep.agent.metadata;

import java.io.IOException;
import java.util.Arrays;

/** The containers that are understood, told by their first bytes, never by the file's name. */
enum ImageType {
    PNG,
    JPEG,
    WEBP,
    OTHER;

    static ImageType of(ImageBytes image) throws IOException {
        if (image.size() >= 8 && Arrays.equals(image.bytes(0, 8), PngWalk.SIGNATURE)) {
            return PNG;
        }
        if (image.size() >= 4 && image.u16(0) == 0xffd8) {
            return JPEG;
        }
        boolean webp = image.size() >= 12
                && image.tag(0, 4).equals("RIFF")
                && image.tag(8, 4).equals("WEBP");
        return webp ? WEBP : OTHER;
    }
}
